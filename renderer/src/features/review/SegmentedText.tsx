import { useIntl } from 'react-intl';
import type { Segment } from '../../../../common/domain/masking.ts';
import { UntrustedText } from './UntrustedText.tsx';

/** A masked piece: what it is, never how long it was. */
function Mask({ what }: { readonly what: Extract<Segment, { kind: 'masked' }>['what'] }) {
  const intl = useIntl();
  const words = intl.formatMessage({ id: 'mask.long' }, { what });
  // Its own direction keeps it from deciding the direction of the text around it.
  return (
    <span className="mask" role="img" aria-label={words} title={words} dir="ltr">
      {intl.formatMessage({ id: 'mask.short' }, { what })}
    </span>
  );
}

/** What somebody wrote, as far as it may be shown: plain text, never a link, with what is masked drawn as a bar. */
export function SegmentedText({ segments }: { readonly segments: readonly Segment[] }) {
  return segments.map((segment, index) =>
    segment.kind === 'text' ? (
      <UntrustedText key={index} text={segment.text} />
    ) : (
      <Mask key={index} what={segment.what} />
    ),
  );
}
