import { useState } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { useMay } from '../../app/session.ts';
import { ProblemLine } from '../../components/ProblemLine.tsx';
import { RecordScreen } from '../../components/RecordScreen.tsx';
import { useAct, useReading } from '../../components/use-core.ts';
import { useNow } from '../../components/use-now.ts';
import { BackupLead, FailureLine, FilesCard, RecoveryCard, ScheduleCard } from './BackupCards.tsx';
import { fileName, type BackupStatus } from './backup-words.ts';
import { Ceremony } from './Ceremony.tsx';
import { DrillDialog } from './DrillDialog.tsx';
import { ScheduleDialog } from './ScheduleDialog.tsx';

const A_MINUTE = 60_000;

type Open = { readonly what: 'ceremony' | 'schedule' } | { readonly what: 'drill'; readonly file: string } | null;
type Done = { readonly what: 'key' | 'schedule' } | { readonly what: 'created'; readonly file: string } | null;

/** Whether no recovery key was ever made. */
function isFirst({ recipient, pending }: BackupStatus): boolean {
  return recipient === null && pending === null;
}

/** Whether the workspace can be brought back: recovery key, backups, schedule and the drill that proves one. */
export function BackupScreen() {
  const intl = useIntl();
  const may = useMay();
  const { data, error } = useReading('backup.status', {});
  const create = useAct('backup.create', ['backup.status']);
  const now = useNow(A_MINUTE);
  const [open, setOpen] = useState<Open>(null);
  const [done, setDone] = useState<Done>(null);
  const close = (): void => {
    setOpen(null);
  };
  const finish = (what: 'key' | 'schedule') => (): void => {
    setOpen(null);
    setDone({ what });
  };
  const note =
    done === null
      ? null
      : intl.formatMessage(
          { id: `backup.done.${done.what}` },
          { file: done.what === 'created' ? fileName(done.file) : '' },
        );
  if (open?.what === 'ceremony') {
    return (
      <RecordScreen title={<FormattedMessage id="backup.title" />} actions={null} lead={<></>} error={null}>
        <Ceremony isReplacing={data?.recipient != null} onDone={finish('key')} onCancel={close} />
      </RecordScreen>
    );
  }
  return (
    <RecordScreen
      title={<FormattedMessage id="backup.title" />}
      actions={
        may('backup.create') && data !== undefined && data.recipient !== null ? (
          <Button
            className="button button-main"
            isDisabled={create.isRunning}
            onPress={() => {
              setDone(null);
              void create.run({}).then((made) => {
                if (made !== null) setDone({ what: 'created', file: made.file });
              });
            }}
          >
            <FormattedMessage id={create.isRunning ? 'backup.creating' : 'backup.create'} />
          </Button>
        ) : null
      }
      lead={data === undefined ? null : <BackupLead status={data} now={now} />}
      error={error}
      note={note}
      dialogs={
        <>
          {open?.what === 'schedule' && data !== undefined ? (
            <ScheduleDialog schedule={data.schedule} onDone={finish('schedule')} onClose={close} />
          ) : null}
          {open?.what === 'drill' && data !== undefined ? (
            <DrillDialog files={data.files} chosen={open.file} onClose={close} />
          ) : null}
        </>
      }
    >
      <ProblemLine problem={create.problem} />
      {data === undefined ? null : (
        <>
          <FailureLine status={data} />
          <FilesCard
            files={data.files}
            onDrill={
              may('backup.drill')
                ? (file) => {
                    setOpen({ what: 'drill', file });
                  }
                : null
            }
          />
          <div className="columns-two">
            <RecoveryCard
              status={data}
              action={
                may('backup.beginCeremony') ? (
                  <Button
                    className={isFirst(data) ? 'button button-main' : 'button'}
                    onPress={() => {
                      setOpen({ what: 'ceremony' });
                    }}
                  >
                    <FormattedMessage id={isFirst(data) ? 'backup.key.make' : 'backup.key.renew'} />
                  </Button>
                ) : null
              }
            />
            <ScheduleCard
              status={data}
              action={
                may('backup.setSchedule') && data.recipient !== null ? (
                  <Button
                    className="button"
                    onPress={() => {
                      setOpen({ what: 'schedule' });
                    }}
                  >
                    <FormattedMessage id="backup.schedule.change" />
                  </Button>
                ) : null
              }
            />
          </div>
        </>
      )}
    </RecordScreen>
  );
}
