import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { policyOf } from '../../../../common/domain/taxonomy.ts';
import { useOverview } from '../../app/overview.ts';
import { problemOf } from '../../app/services.ts';
import { Blank } from '../../components/Blank.tsx';
import { CommandButton } from '../../components/CommandButton.tsx';
import { policyName } from '../../components/policy-words.ts';
import { useReview } from './use-review.ts';
import { useArrivalAnnouncement } from './use-review-announcements.ts';
import { waitingIn } from './waiting-cases.ts';

function OpenButtons() {
  const { state } = useReview();
  const { data } = useOverview();
  const onlySkipped = data !== undefined && waitingIn(data, state.queue).onlySkipped;
  return (
    <>
      <CommandButton command="review.open" className="button button-main">
        <FormattedMessage id={onlySkipped ? 'idle.openSkipped' : 'idle.open'} />
      </CommandButton>
      {!onlySkipped && (data?.skippedByYou ?? 0) > 0 ? (
        <CommandButton command="review.openSkipped">
          <FormattedMessage id="idle.openSkipped" />
        </CommandButton>
      ) : null}
    </>
  );
}

function Unreachable({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const intl = useIntl();
  return (
    <Blank
      title={intl.formatMessage({ id: 'unreachable.title' })}
      actions={
        <Button className="button button-main" onPress={onRetry}>
          <FormattedMessage id="app.retry" />
        </Button>
      }
    >
      <p>{problemOf(error).message}</p>
      <p>
        <FormattedMessage id="unreachable.body" />
      </p>
    </Blank>
  );
}

function Idle() {
  const { state } = useReview();
  const { data, error, refetch } = useOverview();
  const intl = useIntl();
  if (data === undefined && error !== null) return <Unreachable error={error} onRetry={() => void refetch()} />;
  const queue = state.queue === null ? intl.formatMessage({ id: 'rail.all' }) : policyOf(state.queue).name;
  const count = data === undefined ? undefined : waitingIn(data, state.queue).ready;
  return (
    <Blank title={intl.formatMessage({ id: 'idle.title' })} actions={<OpenButtons />}>
      <p>{count === undefined ? null : <FormattedMessage id="idle.body" values={{ count }} />}</p>
      <p>
        <FormattedMessage id="idle.queue" values={{ queue }} />
      </p>
    </Blank>
  );
}

/** Cases came after the queue had run empty. They are offered, never opened unasked. */
function Arrived({ count }: { readonly count: number }) {
  const intl = useIntl();
  return (
    <Blank title={intl.formatMessage({ id: 'arrived.title' }, { count })} actions={<OpenButtons />}>
      <p>
        <FormattedMessage id="arrived.body" />
      </p>
    </Blank>
  );
}

function Empty() {
  const { state } = useReview();
  const { data } = useOverview();
  const intl = useIntl();
  const arrived = data === undefined ? 0 : waitingIn(data, state.queue).unskipped;
  if (arrived > 0) return <Arrived count={arrived} />;
  const title =
    state.queue === null
      ? intl.formatMessage({ id: 'empty.title' })
      : intl.formatMessage({ id: 'empty.titleQueue' }, { queue: policyOf(state.queue).name });
  return (
    <Blank title={title} actions={<OpenButtons />}>
      <p>
        <FormattedMessage id="empty.body" />
      </p>
      {data !== undefined && state.queue !== null && data.ready > 0 ? (
        <p>
          <FormattedMessage id="empty.otherQueues" values={{ count: data.ready }} />
        </p>
      ) : null}
      {data !== undefined && data.skippedByYou > 0 ? (
        <p>
          <FormattedMessage id="empty.skipped" values={{ count: data.skippedByYou }} />
        </p>
      ) : null}
      {data !== undefined && data.unscored > 0 ? (
        <p>
          <FormattedMessage id="empty.unscored" values={{ count: data.unscored }} />
        </p>
      ) : null}
    </Blank>
  );
}

function KeptDraft() {
  const { state } = useReview();
  const intl = useIntl();
  const { finding, policy, action, reason } = state.draft;
  const parts = [
    finding === null ? null : intl.formatMessage({ id: `finding.${finding}` }),
    policy === null ? null : policyName(intl, policy),
    action === null ? null : intl.formatMessage({ id: `action.${action}` }),
    reason === '' ? null : intl.formatMessage({ id: 'lost.reason' }, { reason }),
  ].filter((part) => part !== null);
  if (parts.length === 0) {
    return (
      <p>
        <FormattedMessage id="lost.noDraft" />
      </p>
    );
  }
  return (
    <>
      <p>
        <FormattedMessage id="lost.draft" />
      </p>
      <ul className="kept-draft">
        {parts.map((part) => (
          <li key={part}>{part}</li>
        ))}
      </ul>
    </>
  );
}

function Lost() {
  const { state } = useReview();
  const intl = useIntl();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
  }, []);
  if (state.lost === null) return null;
  return (
    <Blank
      title={intl.formatMessage({ id: 'lost.title' }, { code: state.lost.code })}
      titleRef={title}
      actions={<OpenButtons />}
    >
      <p>
        <FormattedMessage id={`lost.${state.lost.cause}`} />
      </p>
      <KeptDraft />
    </Blank>
  );
}

/** The centre of the review screen while no case is open. */
export function NoCase() {
  const { state } = useReview();
  const { data } = useOverview();
  useArrivalAnnouncement(data === undefined ? null : waitingIn(data, state.queue).unskipped);
  switch (state.phase) {
    case 'lost':
      return <Lost />;
    case 'empty':
      return <Empty />;
    case 'opening':
      return <Opening />;
    case 'idle':
    case 'open':
    case 'committing':
    case 'leaving':
      return <Idle />;
  }
}

/** Kept invisible at first: a case normally opens before anybody could read this. */
function Opening() {
  return (
    <p className="blank late-loading" role="status">
      <FormattedMessage id="opening.title" />
    </p>
  );
}
