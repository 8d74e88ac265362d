import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { RetentionRules } from '../../../../common/contract/retention.ts';
import { POLICIES } from '../../../../common/domain/taxonomy.ts';
import { ActionDialog } from '../../components/ActionDialog.tsx';
import { CaseInput, useCaseField } from '../../components/CaseInput.tsx';
import { NumberInput } from '../../components/NumberInput.tsx';
import { ReasonInput } from '../../components/ReasonInput.tsx';
import { TypedConfirmation } from '../../components/TypedConfirmation.tsx';
import { useAct, type Output } from '../../components/use-core.ts';
import { inputOf, MOST_DAYS, rulesOf } from './rules-input.ts';

export type Retention = Output<'retention.get'>;
export type Hold = Retention['holds'][number];

/** What was done, with what its sentence names. */
export type RetentionDone =
  | { readonly what: 'rules' | 'held' | 'erased' }
  | { readonly what: 'lifted'; readonly code: string }
  | { readonly what: 'run'; readonly erased: number; readonly held: number };

interface DialogProps {
  readonly onDone: (done: RetentionDone) => void;
  readonly onClose: () => void;
}

/** How long content is kept, as a rule and where a policy differs. */
export function ChangeRules({ rules, onDone, onClose }: DialogProps & { readonly rules: RetentionRules }) {
  const intl = useIntl();
  const act = useAct('retention.set', ['retention.get']);
  const [input, setInput] = useState(() => inputOf(rules));
  const [isTried, setTried] = useState(false);
  const submit = async (): Promise<void> => {
    setTried(true);
    const next = rulesOf(input);
    if (next === null) return;
    if ((await act.run({ rules: next })) !== null) onDone({ what: 'rules' });
  };
  return (
    <ActionDialog
      isWide
      title={intl.formatMessage({ id: 'retention.rules.title' })}
      body={<FormattedMessage id="retention.rules.body" />}
      submitLabel={<FormattedMessage id="retention.rules.submit" />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={act.isRunning}
      problem={act.problem}
    >
      <div className="field-pair">
        <NumberInput
          autoFocus
          label={<FormattedMessage id="retention.rules.default" />}
          value={input.defaultDays}
          onChange={(defaultDays) => {
            setInput((old) => ({ ...old, defaultDays }));
          }}
          least={1}
          most={MOST_DAYS}
          isTried={isTried}
        />
        <NumberInput
          label={<FormattedMessage id="retention.rules.quarantine" />}
          value={input.quarantineDays}
          onChange={(quarantineDays) => {
            setInput((old) => ({ ...old, quarantineDays }));
          }}
          least={1}
          most={MOST_DAYS}
          isTried={isTried}
        />
      </div>
      <fieldset className="policy-days">
        <legend>
          <FormattedMessage id="retention.rules.policies" />
        </legend>
        {POLICIES.map(({ code, name }) => (
          <NumberInput
            key={code}
            label={name}
            value={input.byPolicy[code] ?? ''}
            onChange={(typed) => {
              setInput((old) => ({ ...old, byPolicy: { ...old.byPolicy, [code]: typed } }));
            }}
            least={1}
            most={MOST_DAYS}
            isTried={isTried && (input.byPolicy[code] ?? '').trim() !== ''}
          />
        ))}
      </fieldset>
    </ActionDialog>
  );
}

/** Erases what is due now. */
export function RunNow({ due, onDone, onClose }: DialogProps & { readonly due: Retention['due'] }) {
  const intl = useIntl();
  const act = useAct('retention.run', ['retention.get']);
  const submit = async (): Promise<void> => {
    const result = await act.run({});
    if (result !== null) onDone({ what: 'run', ...result });
  };
  return (
    <ActionDialog
      isFinal
      title={intl.formatMessage({ id: 'retention.run.title' })}
      body={<FormattedMessage id="retention.run.body" values={{ ...due }} />}
      submitLabel={<FormattedMessage id="retention.run.submit" />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={act.isRunning}
      problem={act.problem}
    />
  );
}

/** Puts a case under a legal hold. */
export function SetHold({ onDone, onClose }: DialogProps) {
  const intl = useIntl();
  const act = useAct('hold.set', ['retention.get']);
  const field = useCaseField();
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const submit = async (): Promise<void> => {
    setTried(true);
    const caseId = await field.find();
    if (caseId === null || reason.trim() === '') return;
    if ((await act.run({ caseId, reason: reason.trim() })) !== null) onDone({ what: 'held' });
  };
  return (
    <ActionDialog
      title={intl.formatMessage({ id: 'retention.hold.title' })}
      body={<FormattedMessage id="retention.hold.body" />}
      submitLabel={<FormattedMessage id="retention.hold.submit" />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={act.isRunning}
      problem={act.problem}
    >
      <CaseInput field={field} />
      <ReasonInput
        label={<FormattedMessage id="retention.reason" />}
        value={reason}
        onChange={setReason}
        isTried={isTried}
      />
    </ActionDialog>
  );
}

/** Ends a legal hold. */
export function LiftHold({ hold, onDone, onClose }: DialogProps & { readonly hold: Hold }) {
  const intl = useIntl();
  const act = useAct('hold.lift', ['retention.get']);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const submit = async (): Promise<void> => {
    setTried(true);
    if (reason.trim() === '') return;
    const done = await act.run({ caseId: hold.caseId, reason: reason.trim() });
    if (done !== null) onDone({ what: 'lifted', code: hold.code });
  };
  return (
    <ActionDialog
      title={intl.formatMessage({ id: 'retention.lift.title' }, { code: hold.code })}
      body={<FormattedMessage id="retention.lift.body" />}
      submitLabel={<FormattedMessage id="retention.lift.submit" />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={act.isRunning}
      problem={act.problem}
    >
      <ReasonInput
        autoFocus
        label={<FormattedMessage id="retention.reason" />}
        value={reason}
        onChange={setReason}
        isTried={isTried}
      />
    </ActionDialog>
  );
}

/** Erases one case before its time, confirmed by a typed word. */
export function EraseCase({ onDone, onClose }: DialogProps) {
  const intl = useIntl();
  const act = useAct('case.erase', ['retention.get']);
  const field = useCaseField();
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const word = intl.formatMessage({ id: 'retention.erase.word' });
  const submit = async (): Promise<void> => {
    setTried(true);
    const caseId = await field.find();
    if (caseId === null || reason.trim() === '' || typed.trim() !== word) return;
    if ((await act.run({ caseId, reason: reason.trim() })) !== null) onDone({ what: 'erased' });
  };
  return (
    <ActionDialog
      isFinal
      title={intl.formatMessage({ id: 'retention.erase.title' })}
      body={<FormattedMessage id="retention.erase.body" />}
      submitLabel={<FormattedMessage id="retention.erase.submit" />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={act.isRunning}
      problem={act.problem}
    >
      <CaseInput field={field} />
      <ReasonInput
        label={<FormattedMessage id="retention.reason" />}
        value={reason}
        onChange={setReason}
        isTried={isTried}
      />
      <TypedConfirmation word={word} value={typed} onChange={setTyped} isTried={isTried} />
    </ActionDialog>
  );
}
