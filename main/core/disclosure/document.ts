import type { Bundle, BundleMessage } from '../../../common/domain/bundle.ts';
import { REPORTED_SLOT } from '../../../common/domain/bundle.ts';
import { caseCode } from '../../../common/domain/case-view.ts';
import type { DisclosureField } from '../../../common/domain/disclosure.ts';
import type { Verification } from '../../../common/domain/verification.ts';
import type { MessageFinding } from '../intake/outcome.ts';

/** What a disclosure is put together from; only the fields that were approved are taken. */
export interface DisclosureSources {
  readonly caseId: string;
  readonly bundle: Bundle;
  readonly verification: Verification;
  readonly findings: readonly MessageFinding[];
  /** The decision with its reason as it was recorded; null while the case is undecided. */
  readonly decision: RecordedDecision | null;
  /** The `.tlog-proof` of the decision's log entry, or null. */
  readonly logProof: string | null;
}

export interface RecordedDecision {
  readonly finding: string;
  readonly policy: string;
  readonly action: string;
  readonly severity: string | null;
  readonly reason: string;
  /** Opens the commitment to the reason in the log entry, hex; null without a reason. */
  readonly salt: string | null;
  /** Index of the decision in the log. */
  readonly entry: number;
}

/** What an authority gets, before it is encrypted. */
export interface DisclosureDocument {
  readonly format: 'quintet-disclosure/1';
  readonly disclosure: string;
  readonly fields: Partial<Record<DisclosureField, unknown>>;
}

/** One producer per field of the allow-list: what is not named in a request is never read. */
const PRODUCERS: Readonly<Record<DisclosureField, (sources: DisclosureSources) => unknown>> = {
  case_reference: ({ caseId }) => ({ caseId, code: caseCode(caseId) }),
  received_at: ({ bundle }) => bundle.header.receivedAt,
  category: ({ bundle }) => bundle.complaint.category,
  reporter_pseudonym: ({ bundle }) => bundle.parties.reporter,
  subject_pseudonym: ({ bundle }) => bundle.parties.subject,
  conversation_id: ({ bundle }) => bundle.parties.conversation.id,
  reported_message: ({ bundle }) => messagesOf(bundle, ({ slot }) => slot === REPORTED_SLOT)[0] ?? null,
  context_messages: ({ bundle }) => messagesOf(bundle, ({ slot }) => slot !== REPORTED_SLOT),
  complaint: ({ bundle: { complaint } }) => ({
    text: complaint.text,
    language: complaint.language,
    consent: complaint.consent,
  }),
  metadata: ({ bundle }) => bundle.metadata,
  verification: ({ verification, findings }) => ({
    ...verification,
    messages: findings.map(({ slot, verdict }) => ({ slot, verdict })),
  }),
  decision: ({ decision }) => decision,
  log_proof: ({ logProof }) => logProof,
};

/** The approved fields of one case and nothing else. */
export function disclosureDocument(
  disclosure: string,
  fields: readonly DisclosureField[],
  sources: DisclosureSources,
): DisclosureDocument {
  return {
    format: 'quintet-disclosure/1',
    disclosure,
    fields: Object.fromEntries(fields.map((field) => [field, PRODUCERS[field](sources)])),
  };
}

/** Authors appear by role and letter only: pseudonyms are fields of their own. */
function messagesOf(bundle: Bundle, chosen: (message: BundleMessage) => boolean): Record<string, unknown>[] {
  const authors = [...new Set(bundle.messages.map(({ author }) => author))];
  return bundle.messages.filter(chosen).map((message) => ({
    slot: message.slot,
    author: String.fromCharCode('A'.charCodeAt(0) + authors.indexOf(message.author)),
    role: message.role,
    sentAt: message.sentAt,
    ...contentOf(message),
  }));
}

/** An attachment is named by its hash; its bytes are never part of a disclosure. */
function contentOf(message: BundleMessage): Record<string, unknown> {
  switch (message.type) {
    case 'text':
      return { type: 'text', text: message.text, mediaOmitted: message.mediaOmitted === true };
    case 'attachment':
      return { type: 'attachment', mediaType: message.mediaType, size: message.size, sha256: message.sha256 };
    case 'empty':
      return { type: 'empty', reason: message.reason };
  }
}
