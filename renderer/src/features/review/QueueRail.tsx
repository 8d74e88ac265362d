import { RadioGroup } from 'react-aria-components';
import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl';
import { Link } from '@tanstack/react-router';
import { isPolicyCode, policyOf } from '../../../../common/domain/taxonomy.ts';
import { useMay, useUser } from '../../app/session.ts';
import { ScreenLink } from '../../app/ScreenRail.tsx';
import { screensOf } from '../../app/screens.ts';
import { useOverview, type Overview } from '../../app/overview.ts';
import { Choice } from '../../components/Choice.tsx';
import { durationWords } from '../../components/duration-words.ts';
import { useNow } from '../../components/use-now.ts';
import { useCommandCenter } from '../../use-commands.ts';
import { focusContent } from './focus-targets.ts';
import { useReview } from './use-review.ts';

const ALL = 'ALL';
const AGE_INTERVAL_MS = 30_000;
/** Up to this many queues each gets a second line about its age; more of them share the column more tightly. */
const ROOMY_QUEUES = 6;
/** Longer names take two lines of the rail. */
const ONE_LINE_SIGNS = 20;
const SOON_MS = 60 * 60_000;

type Queue = Overview['queues'][number];

function QueueAge({ queue, now }: { readonly queue: Queue; readonly now: number }) {
  const intl = useIntl();
  const age = durationWords(intl, now - Date.parse(queue.oldestReceivedAt));
  const left = Date.parse(queue.dueAt) - now;
  const due = durationWords(intl, Math.abs(left));
  return (
    <span className={`rail-caption ${queue.overdue ? 'is-late' : ''}`}>
      <FormattedMessage id={queue.overdue || left < 0 ? 'rail.overdue' : 'rail.oldestDue'} values={{ age, due }} />
    </span>
  );
}

/** In the tight form only what presses is said: overdue, or due within the hour. */
function DueSoon({ queue, now }: { readonly queue: Queue; readonly now: number }) {
  const intl = useIntl();
  const left = Date.parse(queue.dueAt) - now;
  if (!queue.overdue && left > SOON_MS) return null;
  const isOverdue = queue.overdue || left < 0;
  return (
    <span className={`rail-caption ${isOverdue ? 'is-late' : ''}`}>
      <FormattedMessage
        id={isOverdue ? 'rail.overdueShort' : 'rail.dueShort'}
        values={{ due: durationWords(intl, left) }}
      />
    </span>
  );
}

/** After a queue is chosen the keys belong to the case again, or to the offer of one. */
function useReturn(): () => void {
  const { session } = useReview();
  return () => {
    const { case: view, slot } = session.getState();
    if (view === null) focusContent();
    else session.focusSlot(slot);
  };
}

function QueueName({ name }: { readonly name: string }) {
  return <span className={`rail-name ${name.length > ONE_LINE_SIGNS ? 'is-long' : ''}`}>{name}</span>;
}

function QueueChoice({ overview }: { readonly overview: Overview }) {
  const { session, state } = useReview();
  const now = useNow(AGE_INTERVAL_MS);
  const intl = useIntl();
  const center = useCommandCenter();
  const goBack = useReturn();
  const isDense = overview.queues.length > ROOMY_QUEUES;
  return (
    <div
      className={`rail-list rail-queues ${isDense ? 'is-dense' : ''}`}
      onClickCapture={(event) => {
        // A click made by the arrow keys counts no presses: moving through the queues keeps the focus there.
        if (event.detail > 0) requestAnimationFrame(goBack);
      }}
      onKeyDownCapture={(event) => {
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        event.stopPropagation();
        goBack();
        center.run('review.open');
      }}
    >
      <RadioGroup
        aria-label={intl.formatMessage({ id: 'rail.queues' })}
        value={state.queue ?? ALL}
        onChange={(value) => {
          session.chooseQueue(isPolicyCode(value) ? value : null);
        }}
      >
        <Choice className="rail-item" value={ALL}>
          <span className="rail-name">
            <FormattedMessage id="rail.all" />
          </span>
          <span className="rail-count">
            <FormattedNumber value={overview.ready} />
          </span>
        </Choice>
        {overview.queues.map((queue) => (
          <Choice className="rail-item" key={queue.policy} value={queue.policy}>
            <QueueName name={policyOf(queue.policy).name} />
            <span className="rail-count">
              <FormattedNumber value={queue.ready} />
            </span>
            {isDense ? <DueSoon queue={queue} now={now} /> : <QueueAge queue={queue} now={now} />}
          </Choice>
        ))}
      </RadioGroup>
    </div>
  );
}

function Lanes({ overview }: { readonly overview: Overview }) {
  const { lanes } = overview;
  const may = useMay();
  const quarantined = (
    <>
      <span className="rail-name">
        <FormattedMessage id="rail.quarantine" />
      </span>
      <span className="rail-count">
        <FormattedNumber value={lanes.quarantined} />
      </span>
    </>
  );
  const rows = [
    { id: 'rail.escalated', count: lanes.escalated, always: true },
    { id: 'rail.deferred', count: lanes.deferred, always: true },
    { id: 'rail.unscored', count: overview.unscored, always: false },
    { id: 'rail.dead', count: lanes.dead, always: false },
    { id: 'rail.duplicates', count: overview.refusedDuplicates, always: false },
  ] as const;
  return (
    <ul className="rail-list">
      {rows
        .filter(({ count, always }) => always || count > 0)
        .map(({ id, count }) => (
          <li className="rail-line" key={id}>
            <span className="rail-name">
              <FormattedMessage id={id} />
            </span>
            <span className="rail-count">
              <FormattedNumber value={count} />
            </span>
          </li>
        ))}
      <li>
        {may('quarantine.list') ? (
          <Link className="rail-line rail-link" to="/quarantine">
            {quarantined}
          </Link>
        ) : (
          <div className="rail-line">{quarantined}</div>
        )}
      </li>
    </ul>
  );
}

/** Where else this person can go; side by side where there are many, for the queues need the room. */
function OtherScreens() {
  const user = useUser();
  const screens = user === null ? [] : screensOf(user.role).filter(({ group }) => group !== 'decide');
  return (
    <>
      <h2>
        <FormattedMessage id="nav.answer" />
      </h2>
      <div className={`rail-screens ${screens.length > 2 ? 'is-many' : ''}`}>
        {screens.map((screen) => (
          <ScreenLink key={screen.path} screen={screen} />
        ))}
      </div>
    </>
  );
}

function Shift({ overview }: { readonly overview: Overview }) {
  const intl = useIntl();
  const { decided, medianHandsOnMs } = overview.shift;
  return (
    <div className="rail-shift">
      <div className="rail-line">
        <span className="rail-name">
          <FormattedMessage id="rail.shift" />
        </span>
        <span className="rail-count">
          <FormattedNumber value={decided} />
        </span>
      </div>
      <span className="rail-caption">
        {medianHandsOnMs === null ? (
          <FormattedMessage id="rail.noMedian" />
        ) : (
          <FormattedMessage id="rail.median" values={{ duration: durationWords(intl, medianHandsOnMs) }} />
        )}
      </span>
    </div>
  );
}

/** The left column of the review screen: where the next case comes from, what waits elsewhere, this shift. */
export function QueueRail() {
  const { data, error } = useOverview();
  if (data === undefined) {
    return error === null ? null : (
      <p className="rail-caption">
        <FormattedMessage id="rail.failed" />
      </p>
    );
  }
  return (
    <>
      <h2>
        <FormattedMessage id="rail.queues" />
      </h2>
      <QueueChoice overview={data} />
      <h2>
        <FormattedMessage id="rail.lanes" />
      </h2>
      <Lanes overview={data} />
      <OtherScreens />
      <Shift overview={data} />
    </>
  );
}
