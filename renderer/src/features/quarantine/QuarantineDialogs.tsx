import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { ActionDialog } from '../../components/ActionDialog.tsx';
import { CheckChoice } from '../../components/CheckChoice.tsx';
import { ReasonInput } from '../../components/ReasonInput.tsx';
import { useAct, type Output } from '../../components/use-core.ts';
import { codeSentence, type QuarantineRow } from './quarantine-words.ts';

export interface ItemDialogProps<Answer> {
  readonly item: QuarantineRow;
  readonly onClose: () => void;
  readonly onDone: (answer: Answer) => void;
}

/** Asks why a refused report should go on; it is then verified again and goes the usual way. */
export function ReleaseDialog({ item, onClose, onDone }: ItemDialogProps<Output<'quarantine.release'>>) {
  const intl = useIntl();
  const { run, isRunning, problem } = useAct('quarantine.release', ['quarantine.list']);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const isMissing = reason.trim() === '';
  const submit = async (): Promise<void> => {
    setTried(true);
    if (isMissing) return;
    const answer = await run({ id: item.id, reason: reason.trim() });
    if (answer !== null) onDone(answer);
  };
  return (
    <ActionDialog
      title={intl.formatMessage({ id: 'quarantine.release.title' })}
      body={<FormattedMessage id="quarantine.release.body" values={{ why: codeSentence(item.code) }} />}
      submitLabel={<FormattedMessage id="quarantine.release" />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={isRunning}
      problem={problem}
    >
      <ReasonInput
        label={<FormattedMessage id="quarantine.reason" />}
        description={<FormattedMessage id="quarantine.reasonNote" />}
        value={reason}
        onChange={setReason}
        isTried={isTried}
        autoFocus
      />
    </ActionDialog>
  );
}

/** Asks why a refused report should be deleted, and whether that is meant: its bytes are gone for good. */
export function DeleteDialog({ item, onClose, onDone }: ItemDialogProps<Output<'quarantine.delete'>>) {
  const intl = useIntl();
  const { run, isRunning, problem } = useAct('quarantine.delete', ['quarantine.list']);
  const [reason, setReason] = useState('');
  const [isMeant, setMeant] = useState(false);
  const [isTried, setTried] = useState(false);
  const isMissing = reason.trim() === '';
  const submit = async (): Promise<void> => {
    setTried(true);
    if (isMissing || !isMeant) return;
    const answer = await run({ id: item.id, reason: reason.trim() });
    if (answer !== null) onDone(answer);
  };
  return (
    <ActionDialog
      title={intl.formatMessage({ id: 'quarantine.delete.title' })}
      body={<FormattedMessage id="quarantine.delete.body" />}
      submitLabel={<FormattedMessage id="quarantine.delete" />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={isRunning}
      problem={problem}
      isFinal
    >
      <ReasonInput
        label={<FormattedMessage id="quarantine.reason" />}
        description={<FormattedMessage id="quarantine.reasonNote" />}
        value={reason}
        onChange={setReason}
        isTried={isTried}
        autoFocus
      />
      <CheckChoice isSelected={isMeant} onChange={setMeant}>
        <FormattedMessage id="quarantine.delete.confirm" />
      </CheckChoice>
      <div role="alert" className="missing">
        {isTried && !isMissing && !isMeant ? <FormattedMessage id="quarantine.delete.unconfirmed" /> : null}
      </div>
    </ActionDialog>
  );
}
