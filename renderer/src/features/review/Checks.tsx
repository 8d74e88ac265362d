import { Check, ChevronDown, CircleDashed, CircleQuestionMark, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, DialogTrigger, Popover } from 'react-aria-components';
import { FormattedMessage } from 'react-intl';
import type { CaseView } from '../../../../common/domain/case-view.ts';
import { useKeys, useOverlay } from '../../use-commands.ts';

const TITLE_ID = 'checks-title';

const ICONS = { verified: Check, not_verifiable: CircleDashed, failed: TriangleAlert } as const;
const TONES = { verified: 'tone-ok', not_verifiable: 'tone-plain', failed: 'tone-bad' } as const;

function Verdict({ view }: { readonly view: CaseView }) {
  const { verdict, order } = view.verification;
  if (verdict !== 'verified') return <FormattedMessage id={`case.verdict.${verdict}`} />;
  const total = view.messages.length;
  const n = view.messages.filter((message) => message.verdict === 'verified').length;
  const id = order === 'contiguous' ? 'case.verdict.verified' : 'case.verdict.verifiedClaimed';
  return <FormattedMessage id={id} values={{ n, total }} />;
}

function List(props: { readonly title: ReactNode; readonly icon: ReactNode; readonly lines: readonly ReactNode[] }) {
  if (props.lines.length === 0) return null;
  return (
    <section>
      <h3>{props.title}</h3>
      <ul>
        {props.lines.map((line, index) => (
          <li key={index}>
            {props.icon}
            <span>{line}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What held, what there was nothing to check of, and what nobody can check here; each in a sentence. */
function Findings({ view }: { readonly view: CaseView }) {
  useOverlay();
  const { verdict, order, platform, checks, unchecked } = view.verification;
  const named = (result: 'held' | 'absent'): ReactNode[] =>
    checks
      .filter((one) => one.result === result)
      .map(({ check }) => <FormattedMessage key={check} id={`check.${check}.${result}`} />);
  return (
    <>
      <h2 id={TITLE_ID}>
        <FormattedMessage id={`checks.title.${verdict}`} values={{ platform: platform?.name }} />
      </h2>
      <p className="muted">
        <FormattedMessage
          id={platform === null ? 'checks.noPlatform' : 'checks.platform'}
          values={{ platform: platform?.name, key: platform?.keyId }}
        />{' '}
        {view.messages.length > 1 ? <FormattedMessage id={`checks.order.${order}`} /> : null}
      </p>
      <List
        title={<FormattedMessage id="checks.held" />}
        icon={<Check size={13} className="tone-text-ok" aria-hidden="true" />}
        lines={named('held')}
      />
      <List
        title={<FormattedMessage id="checks.absent" />}
        icon={<CircleDashed size={13} aria-hidden="true" />}
        lines={named('absent')}
      />
      <List
        title={<FormattedMessage id="checks.unchecked" />}
        icon={<CircleQuestionMark size={13} aria-hidden="true" />}
        lines={unchecked.map((what) => (
          <FormattedMessage key={what} id={`unchecked.${what}`} />
        ))}
      />
    </>
  );
}

export interface ChecksProps {
  readonly view: CaseView;
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** The verdict on the whole bundle in one chip; it opens what stands behind it. */
export function Checks({ view, isOpen, onOpenChange }: ChecksProps) {
  const { verdict } = view.verification;
  const keys = useKeys('review.checks');
  const Icon = ICONS[verdict];
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      <Button
        className={`fact-chip fact-button ${TONES[verdict]}`}
        {...(keys === null ? {} : { 'aria-keyshortcuts': keys })}
      >
        <Icon size={13} aria-hidden="true" />
        <span>
          <Verdict view={view} />
        </span>
        <ChevronDown size={12} aria-hidden="true" />
      </Button>
      <Popover className="popover checks" placement="bottom start" aria-labelledby={TITLE_ID}>
        <Findings view={view} />
      </Popover>
    </DialogTrigger>
  );
}
