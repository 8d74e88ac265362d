import { CalendarClock } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl, type IntlShape } from 'react-intl';
import { useMay } from '../../app/session.ts';
import { Lead, RecordScreen } from '../../components/RecordScreen.tsx';
import { useReading } from '../../components/use-core.ts';
import { When } from '../../components/When.tsx';
import type { MessageId } from '../../i18n.ts';
import { ErasingCard, HoldsCard, RetentionFigures, RulesCard } from './RetentionCards.tsx';
import {
  ChangeRules,
  EraseCase,
  LiftHold,
  RunNow,
  SetHold,
  type Hold,
  type Retention,
  type RetentionDone,
} from './RetentionDialogs.tsx';

type Open =
  { readonly what: 'rules' | 'run' | 'hold' | 'erase' } | { readonly what: 'lift'; readonly hold: Hold } | null;

function doneWords(intl: IntlShape, done: RetentionDone): string {
  if (done.what === 'run') {
    return intl.formatMessage({ id: 'retention.done.run' }, { erased: done.erased, held: done.held });
  }
  if (done.what === 'lifted') return intl.formatMessage({ id: 'retention.done.lifted' }, { code: done.code });
  return intl.formatMessage({ id: `retention.done.${done.what}` });
}

function RetentionLead({ data }: { readonly data: Retention }) {
  const own = Object.keys(data.rules.byPolicy).length;
  const { lastRun } = data;
  return (
    <Lead
      tone="plain"
      icon={<CalendarClock size={16} aria-hidden="true" />}
      sentence={<FormattedMessage id="retention.lead" values={{ days: data.rules.defaultDays, own }} />}
      aside={
        lastRun === null ? (
          <FormattedMessage id="retention.neverRun" />
        ) : (
          <FormattedMessage
            id="retention.lastRun"
            values={{ at: <When isInSentence at={lastRun.at} />, erased: lastRun.erased, held: lastRun.held }}
          />
        )
      }
    >
      <FormattedMessage id="retention.leadBody" />
    </Lead>
  );
}

interface DialogsProps {
  readonly open: Open;
  readonly data: Retention;
  readonly onDone: (done: RetentionDone) => void;
  readonly onClose: () => void;
}

function Dialogs({ open, data, ...act }: DialogsProps) {
  switch (open?.what) {
    case 'rules':
      return <ChangeRules rules={data.rules} {...act} />;
    case 'run':
      return <RunNow due={data.due} {...act} />;
    case 'hold':
      return <SetHold {...act} />;
    case 'lift':
      return <LiftHold hold={open.hold} {...act} />;
    case 'erase':
      return <EraseCase {...act} />;
    default:
      return null;
  }
}

/** How long content is kept, what is due, what a hold keeps, and erasing. */
export function RetentionScreen() {
  const intl = useIntl();
  const may = useMay();
  const { data, error } = useReading('retention.get', {});
  const [open, setOpen] = useState<Open>(null);
  const [done, setDone] = useState<RetentionDone | null>(null);
  const opener = (what: 'rules' | 'run' | 'hold' | 'erase', title: MessageId): ReactNode => (
    <Button
      className="button"
      onPress={() => {
        setOpen({ what });
      }}
    >
      <FormattedMessage id={title} />
    </Button>
  );
  return (
    <RecordScreen
      title={<FormattedMessage id="retention.title" />}
      actions={may('retention.run') && data !== undefined ? opener('run', 'retention.run') : null}
      lead={data === undefined ? null : <RetentionLead data={data} />}
      error={error}
      note={done === null ? null : doneWords(intl, done)}
      dialogs={
        data === undefined ? null : (
          <Dialogs
            open={open}
            data={data}
            onDone={(what) => {
              setOpen(null);
              setDone(what);
            }}
            onClose={() => {
              setOpen(null);
            }}
          />
        )
      }
    >
      {data === undefined ? null : (
        <>
          <RetentionFigures due={data.due} erasedSoFar={data.erasedSoFar} />
          <HoldsCard
            holds={data.holds}
            action={may('hold.set') ? opener('hold', 'retention.hold') : null}
            onLift={
              may('hold.lift')
                ? (hold) => {
                    setOpen({ what: 'lift', hold });
                  }
                : null
            }
          />
          <div className="columns-two">
            <RulesCard
              rules={data.rules}
              action={may('retention.set') ? opener('rules', 'retention.rules.change') : null}
            />
            <ErasingCard action={may('case.erase') ? opener('erase', 'retention.erase') : null} />
          </div>
        </>
      )}
    </RecordScreen>
  );
}
