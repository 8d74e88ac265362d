import { FormattedDate, FormattedMessage, useIntl } from 'react-intl';
import type { CaseView } from '../../../../common/domain/case-view.ts';
import { policyOf } from '../../../../common/domain/taxonomy.ts';
import { bold } from '../../components/bold.tsx';
import { useNow } from '../../components/use-now.ts';
import { durationWords } from '../../components/duration-words.ts';
import { Checks } from './Checks.tsx';
import { Complaint } from './Complaint.tsx';
import { UntrustedText } from './UntrustedText.tsx';
import { formatRemaining } from './lease-keeper.ts';
import { useReview } from './use-review.ts';

const SHORT_LEASE_MS = 60_000;
const TIMES_INTERVAL_MS = 30_000;

/** "Yours for 4:32"; the last minute is marked. */
function LeaseClock() {
  const { session } = useReview();
  useNow(500);
  const remaining = session.leaseRemaining();
  return (
    <p className={`lease ${remaining < SHORT_LEASE_MS ? 'is-late' : ''}`}>
      <FormattedMessage id="case.lease" values={{ ...bold, time: formatRemaining(remaining) }} />
    </p>
  );
}

/** "Received 9 min ago, due in 51 min". */
function CaseTimes({ view }: { readonly view: CaseView }) {
  const intl = useIntl();
  const now = useNow(TIMES_INTERVAL_MS);
  const left = Date.parse(view.dueAt) - now;
  return (
    <span className={left < 0 ? 'case-times is-late' : 'case-times'}>
      <FormattedMessage
        id={left < 0 ? 'case.timesOverdue' : 'case.times'}
        values={{
          age: durationWords(intl, now - Date.parse(view.receivedAt)),
          due: durationWords(intl, Math.abs(left)),
        }}
      />
    </span>
  );
}

/** Who decided this case before and why it is here again; nobody is given an appeal of their own decision. */
function Appeal({ appeal }: { readonly appeal: NonNullable<CaseView['appeal']> }) {
  const { decidedBefore, openedBy, at, reason } = appeal;
  return (
    <p className="complaint">
      <span className="escalated-by">
        <FormattedMessage id="case.appeal" />
      </span>{' '}
      <FormattedMessage
        id="case.appeal.facts"
        values={{
          decidedBefore,
          openedBy,
          at: <FormattedDate value={at} day="numeric" month="long" year="numeric" />,
        }}
      />{' '}
      <q dir="auto">
        <UntrustedText text={reason} />
      </q>
    </p>
  );
}

export interface CaseHeaderProps {
  readonly view: CaseView;
  readonly isChecksOpen: boolean;
  readonly onChecksOpen: (open: boolean) => void;
}

/** What the case is, how long it is this window's, and what is known about its origin and consent. */
export function CaseHeader({ view, isChecksOpen, onChecksOpen }: CaseHeaderProps) {
  const { announced, shared } = view.consent;
  return (
    <header className="case-header">
      <div className="case-title">
        <h1 id="case-title">
          <FormattedMessage id="case.title" values={{ policy: policyOf(view.category).name }} />
        </h1>
        <span className="case-code">{view.code}</span>
        <CaseTimes view={view} />
        <LeaseClock />
      </div>
      <div className="case-facts">
        <Checks view={view} isOpen={isChecksOpen} onOpenChange={onChecksOpen} />
        <span>
          <FormattedMessage id="case.consent" values={{ announced, shared }} />
        </span>
        <span>
          <FormattedMessage
            id={`case.conversation.${view.conversation.kind}`}
            values={{ n: view.conversation.participants }}
          />
        </span>
        {view.verification.contextShort ? (
          <span className="is-late">
            <FormattedMessage id="case.contextShort" values={{ n: view.messages.length }} />
          </span>
        ) : null}
      </div>
      {view.appeal === null ? null : <Appeal appeal={view.appeal} />}
      {view.escalation === null ? null : (
        <p className="complaint">
          <span className="escalated-by">
            <FormattedMessage id="case.escalation" values={{ actor: view.escalation.actor }} />
          </span>{' '}
          <q dir="auto">
            <UntrustedText text={view.escalation.reason} />
          </q>
        </p>
      )}
      {view.complaint.segments.length === 0 ? null : <Complaint complaint={view.complaint} />}
    </header>
  );
}
