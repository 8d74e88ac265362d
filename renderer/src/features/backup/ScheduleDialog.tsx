import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { ActionDialog } from '../../components/ActionDialog.tsx';
import { CheckChoice } from '../../components/CheckChoice.tsx';
import { NumberInput } from '../../components/NumberInput.tsx';
import { useAct } from '../../components/use-core.ts';
import { wholeNumber } from '../../components/whole-number.ts';
import type { BackupStatus } from './backup-words.ts';

const MOST_HOURS = 24 * 30;
const MOST_KEPT = 365;

export interface ScheduleDialogProps {
  readonly schedule: BackupStatus['schedule'];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** How often a backup is made by itself and how many are kept. */
export function ScheduleDialog({ schedule, onDone, onClose }: ScheduleDialogProps) {
  const intl = useIntl();
  const act = useAct('backup.setSchedule', ['backup.status']);
  const [isOn, setOn] = useState(schedule !== null);
  const [hours, setHours] = useState(String(schedule?.everyHours ?? 24));
  const [keep, setKeep] = useState(String(schedule?.keep ?? 14));
  const [isTried, setTried] = useState(false);
  const submit = async (): Promise<void> => {
    setTried(true);
    const everyHours = wholeNumber(hours, 1, MOST_HOURS);
    const kept = wholeNumber(keep, 1, MOST_KEPT);
    if (isOn && (everyHours === null || kept === null)) return;
    const next = isOn && everyHours !== null && kept !== null ? { everyHours, keep: kept } : null;
    if ((await act.run({ schedule: next })) !== null) onDone();
  };
  return (
    <ActionDialog
      title={intl.formatMessage({ id: 'backup.schedule.title' })}
      submitLabel={<FormattedMessage id="backup.schedule.submit" />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={act.isRunning}
      problem={act.problem}
    >
      <CheckChoice isSelected={isOn} onChange={setOn} note={<FormattedMessage id="backup.schedule.onNote" />}>
        <FormattedMessage id="backup.schedule.on" />
      </CheckChoice>
      {isOn ? (
        <div className="field-pair">
          <NumberInput
            label={<FormattedMessage id="backup.schedule.hours" />}
            value={hours}
            onChange={setHours}
            least={1}
            most={MOST_HOURS}
            isTried={isTried}
          />
          <NumberInput
            label={<FormattedMessage id="backup.schedule.keep" />}
            description={<FormattedMessage id="backup.schedule.keepNote" />}
            value={keep}
            onChange={setKeep}
            least={1}
            most={MOST_KEPT}
            isTried={isTried}
          />
        </div>
      ) : null}
    </ActionDialog>
  );
}
