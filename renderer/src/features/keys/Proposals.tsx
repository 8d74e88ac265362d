import { useState } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { useMay, useUser } from '../../app/session.ts';
import { ActionDialog } from '../../components/ActionDialog.tsx';
import { ProblemLine } from '../../components/ProblemLine.tsx';
import { Card } from '../../components/RecordScreen.tsx';
import { useAct } from '../../components/use-core.ts';
import { useFirstPassphrase } from '../../components/use-first-passphrase.ts';
import { When } from '../../components/When.tsx';
import { changeWords, publicHalfOf, type Proposal } from './key-words.ts';

export type Decided = 'approved' | 'rejected' | 'withdrawn';

interface OpenProposalProps {
  readonly proposal: Proposal;
  readonly onDecided: (what: Decided) => void;
}

function OpenProposal({ proposal, onDecided }: OpenProposalProps) {
  const intl = useIntl();
  const user = useUser();
  const may = useMay();
  const hasFirstPassphrase = useFirstPassphrase();
  const decide = useAct('proposals.decide', ['proposals.list', 'keys.list', 'backup.status']);
  const [isApproving, setApproving] = useState(false);
  const isOwn = user?.id === proposal.proposedBy;
  const words = changeWords(intl, proposal.change);
  const publicHalf = publicHalfOf(proposal.change);
  const reason = isOwn ? 'keys.own' : hasFirstPassphrase ? 'keys.initial' : null;
  const reasonId = `why-${proposal.id}`;
  const run = async (approve: boolean): Promise<void> => {
    const done = await decide.run({ id: proposal.id, approve });
    if (done === null) return;
    setApproving(false);
    onDecided(approve ? 'approved' : isOwn ? 'withdrawn' : 'rejected');
  };
  return (
    <li className="proposal">
      <div>
        <p className="proposal-words">{words}</p>
        <p className="caption">
          <FormattedMessage
            id="keys.proposal.by"
            values={{ actor: proposal.proposedBy, at: <When isInSentence at={proposal.proposedAt} /> }}
          />
        </p>
        {publicHalf === null ? null : (
          <p className="caption hash">
            <FormattedMessage id="keys.proposal.public" values={{ key: <code>{publicHalf}</code> }} />
          </p>
        )}
        {proposal.change.action === 'recovery' && !isOwn ? (
          <p className="caption">
            <FormattedMessage id="keys.proposal.compare" values={{ actor: proposal.proposedBy }} />
          </p>
        ) : null}
        {may('proposals.decide') && reason !== null ? (
          <p id={reasonId} className="proposal-why">
            <FormattedMessage id={reason} />
          </p>
        ) : null}
        {isApproving ? null : <ProblemLine problem={decide.problem} />}
      </div>
      {may('proposals.decide') ? (
        <div className="proposal-acts">
          <Button
            className="button"
            isDisabled={decide.isRunning}
            onPress={() => {
              void run(false);
            }}
          >
            <FormattedMessage id={isOwn ? 'keys.withdraw' : 'keys.reject'} />
          </Button>
          <Button
            className="button button-main"
            isDisabled={decide.isRunning || reason !== null}
            {...(reason === null ? {} : { 'aria-describedby': reasonId })}
            onPress={() => {
              setApproving(true);
            }}
          >
            <FormattedMessage id="keys.approve" />
          </Button>
        </div>
      ) : null}
      {isApproving ? (
        <ActionDialog
          title={intl.formatMessage({ id: 'keys.approve.title' })}
          body={<p>{words}</p>}
          submitLabel={<FormattedMessage id="keys.approve.submit" />}
          isFinal={proposal.change.action === 'destroy'}
          onSubmit={() => void run(true)}
          onClose={() => {
            setApproving(false);
          }}
          isRunning={decide.isRunning}
          problem={decide.problem}
        />
      ) : null}
    </li>
  );
}

export interface ProposalsProps {
  readonly proposals: readonly Proposal[];
  readonly onDecided: (what: Decided) => void;
}

/** Changes that wait for a second person. */
export function OpenProposals({ proposals, onDecided }: ProposalsProps) {
  const open = proposals.filter(({ state }) => state === 'open');
  if (open.length === 0) return null;
  return (
    <Card id="proposals-title" title={<FormattedMessage id="keys.waiting" />}>
      <ul>
        {open.map((proposal) => (
          <OpenProposal key={proposal.id} proposal={proposal} onDecided={onDecided} />
        ))}
      </ul>
    </Card>
  );
}

/** What became of earlier proposals, folded away. */
export function DecidedProposals({ proposals }: { readonly proposals: readonly Proposal[] }) {
  const intl = useIntl();
  const decided = proposals.filter(({ state }) => state !== 'open');
  if (decided.length === 0) return null;
  return (
    <details className="card record-card">
      <summary>
        <FormattedMessage id="keys.history" values={{ count: decided.length }} />
      </summary>
      <ul>
        {decided.map((proposal) => (
          <li key={proposal.id} className="proposal">
            <div>
              <p>{changeWords(intl, proposal.change)}</p>
              <p className="caption">
                <FormattedMessage
                  id="keys.proposal.by"
                  values={{ actor: proposal.proposedBy, at: <When isInSentence at={proposal.proposedAt} /> }}
                />
                {'. '}
                {proposal.state === 'open' || proposal.decidedAt === null ? null : (
                  <FormattedMessage
                    id={`keys.history.${proposal.state}`}
                    values={{
                      actor: proposal.decidedBy ?? '',
                      at: <When isInSentence at={proposal.decidedAt} />,
                    }}
                  />
                )}
                {'.'}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}
