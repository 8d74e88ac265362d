import { canonicalJson } from '../../../common/canonical-json.ts';
import { BUNDLE_SCHEMA, paddedSize, type Bundle, type BundleHeader } from '../../../common/domain/bundle.ts';
import { priorityOf } from '../../../common/domain/priority.ts';

/** A report before its clear header is made. */
export interface Report extends Omit<Bundle, 'schema' | 'header'> {
  readonly bundleId: string;
  readonly receivedAt: string;
}

/** Puts the clear header before a report: policy hint, priority and padded size follow from the report itself. */
export function assembleBundle({ bundleId, receivedAt, ...payload }: Report): Bundle {
  const header: BundleHeader = {
    bundleId,
    policy: payload.complaint.category,
    priority: priorityOf(payload.complaint.category, null),
    keyId: null,
    receivedAt,
    size: paddedSize(Buffer.byteLength(canonicalJson(payload))),
  };
  return { schema: BUNDLE_SCHEMA, header, ...payload };
}

/** A bundle as it travels: canonical JSON in UTF-8, one line without its line feed. */
export function encodeBundle(bundle: Bundle): Uint8Array {
  return Buffer.from(canonicalJson(bundle));
}
