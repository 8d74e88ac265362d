import { Check, ShieldAlert, TriangleAlert } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl';
import { Screen } from '../../app/Screen.tsx';
import { ScreenRail } from '../../app/ScreenRail.tsx';
import { problemOf } from '../../app/services.ts';
import { useMay } from '../../app/session.ts';
import { Notice } from '../../components/Notice.tsx';
import { useAct, useReading, type Output } from '../../components/use-core.ts';
import { useCommandHandlers } from '../../use-commands.ts';
import { DeleteDialog, ReleaseDialog } from './QuarantineDialogs.tsx';
import { QuarantinePanel } from './QuarantinePanel.tsx';
import { QuarantineTable } from './QuarantineTable.tsx';
import { codeSentence, type Inspection, type QuarantineList, type QuarantineRow } from './quarantine-words.ts';

const SHOWN = 200;

/** Looking closer changes no list. */
const NOTHING: readonly never[] = [];

type OpenDialog = 'release' | 'delete' | null;

function Reasons({ list }: { readonly list: QuarantineList }) {
  return (
    <section className="reasons" aria-labelledby="reasons-title">
      <h2 id="reasons-title">
        <FormattedMessage id="quarantine.reasons" />
      </h2>
      <ul>
        {list.codes.map(({ code, count }) => (
          <li key={code} className="reason-line">
            <span className="rail-count">
              <FormattedNumber value={count} />
            </span>
            <span>
              {codeSentence(code)} <code>{code}</code>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Lead({ list }: { readonly list: QuarantineList }) {
  if (list.total === 0) {
    return (
      <Notice tone="ok" icon={<Check size={16} aria-hidden="true" />}>
        <strong>
          <FormattedMessage id="quarantine.none" />
        </strong>{' '}
        <FormattedMessage id="quarantine.noneBody" />
      </Notice>
    );
  }
  return (
    <Notice tone="plain" icon={<ShieldAlert size={16} aria-hidden="true" />}>
      <strong>
        <FormattedMessage id="quarantine.some" values={{ count: list.total }} />
      </strong>{' '}
      <FormattedMessage id="quarantine.someBody" />
    </Notice>
  );
}

interface ListCardsProps {
  readonly list: QuarantineList;
  readonly chosen: number | null;
  readonly onChoose: (id: number) => void;
}

function ListCards({ list, chosen, onChoose }: ListCardsProps) {
  const intl = useIntl();
  return (
    <>
      <div
        className="card quarantine-card"
        role="region"
        aria-label={intl.formatMessage({ id: 'quarantine.table' })}
        tabIndex={0}
      >
        <QuarantineTable rows={list.rows} chosen={chosen} onChoose={onChoose} />
        {list.rows.length < list.total ? (
          <p className="caption">
            <FormattedMessage id="quarantine.shown" values={{ shown: list.rows.length, total: list.total }} />
          </p>
        ) : null}
      </div>
      <div className="card quarantine-card">
        <Reasons list={list} />
      </div>
    </>
  );
}

/** Looking closer, releasing and deleting the chosen report, as commands of the screen. */
function useDeskCommands(
  row: QuarantineRow | null,
  item: Inspection | null,
  isInspecting: boolean,
  acts: { readonly inspect: (id: number) => void; readonly open: (dialog: OpenDialog) => void },
): void {
  const isLead = useMay()('quarantine.release');
  const { inspect, open } = acts;
  const handlers = useMemo(
    () =>
      row === null || !isLead
        ? {}
        : {
            'quarantine.inspect': {
              run: () => {
                inspect(row.id);
              },
              enabled: item === null && !isInspecting,
            },
            'quarantine.release': {
              run: () => {
                open('release');
              },
              enabled: item?.notReleasable === null,
            },
            'quarantine.delete': {
              run: () => {
                open('delete');
              },
            },
          },
    [row, item, isInspecting, isLead, inspect, open],
  );
  useCommandHandlers(handlers);
}

/** What was refused at intake and why, and what a lead does with it; never what it says. */
export function QuarantineScreen() {
  const intl = useIntl();
  const { data, error } = useReading('quarantine.list', { limit: SHOWN });
  const { run, isRunning, problem } = useAct('quarantine.inspect', NOTHING);
  const [chosen, setChosen] = useState<number | null>(null);
  const [inspected, setInspected] = useState<Inspection | null>(null);
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const [note, setNote] = useState<ReactNode>(null);
  const row = data?.rows.find(({ id }) => id === chosen) ?? null;
  const item = inspected?.id === chosen ? inspected : null;
  const acts = useMemo(
    () => ({
      inspect: (id: number) => {
        void run({ id }).then((answer) => {
          if (answer !== null) setInspected(answer);
        });
      },
      open: setDialog,
    }),
    [run],
  );
  useDeskCommands(row, item, isRunning, acts);

  const close = (): void => {
    setDialog(null);
  };
  const released = ({ outcome, code }: Output<'quarantine.release'>): void => {
    close();
    setNote(
      intl.formatMessage({ id: `quarantine.outcome.${outcome}` }, { why: code === null ? '' : codeSentence(code) }),
    );
    if (outcome !== 'refused') setChosen(null);
  };
  const deleted = (): void => {
    close();
    setNote(intl.formatMessage({ id: 'quarantine.outcome.deleted' }));
    setChosen(null);
  };

  return (
    <Screen
      rail={<ScreenRail />}
      panelLabel={intl.formatMessage({ id: 'quarantine.panel' })}
      panel={<QuarantinePanel row={row} item={item} isInspecting={isRunning} problem={problem} />}
      main={
        <div className="audit quarantine">
          <header className="screen-head">
            <h1>
              <FormattedMessage id="quarantine.title" />
            </h1>
          </header>
          {error === null ? null : (
            <Notice tone="bad" role="alert" icon={<TriangleAlert size={16} aria-hidden="true" />}>
              <FormattedMessage id="quarantine.failed" /> {problemOf(error).message}
            </Notice>
          )}
          <div role="status" className="records-note">
            {note === null ? null : <p>{note}</p>}
          </div>
          {data === undefined ? null : <Lead list={data} />}
          {data === undefined || data.total === 0 ? null : (
            <ListCards
              list={data}
              chosen={chosen}
              onChoose={(id) => {
                setChosen(id);
                setNote(null);
              }}
            />
          )}
        </div>
      }
    >
      {dialog === 'release' && row !== null ? <ReleaseDialog item={row} onClose={close} onDone={released} /> : null}
      {dialog === 'delete' && row !== null ? <DeleteDialog item={row} onClose={close} onDone={deleted} /> : null}
    </Screen>
  );
}
