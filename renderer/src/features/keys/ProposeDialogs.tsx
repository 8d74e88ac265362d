import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { AskedChange } from '../../../../common/contract/keys.ts';
import { ActionDialog } from '../../components/ActionDialog.tsx';
import { CheckChoice } from '../../components/CheckChoice.tsx';
import { NumberInput } from '../../components/NumberInput.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { TypedConfirmation } from '../../components/TypedConfirmation.tsx';
import { useAct, type Act } from '../../components/use-core.ts';
import { wholeNumber } from '../../components/whole-number.ts';
import { trustChange, trustProblems, type TrustField, type TrustInput } from './key-input.ts';
import type { Keys, PlatformKey, TeamKey } from './key-words.ts';

const MOST_DAYS = 3650;
const MOST_OVERLAP = 90;

interface DialogProps {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Proposing a change; the dialog closes once the proposal stands. */
function usePropose(onDone: () => void): {
  readonly act: Act<'keys.propose'>;
  readonly propose: (change: AskedChange) => void;
} {
  const act = useAct('keys.propose', ['proposals.list']);
  return {
    act,
    propose: (change) => {
      void act.run({ change }).then((made) => {
        if (made !== null) onDone();
      });
    },
  };
}

/** A new team key and how long the present one stays. */
export function ProposeRotation({ onDone, onClose }: DialogProps) {
  const intl = useIntl();
  const { act, propose } = usePropose(onDone);
  const [days, setDays] = useState('365');
  const [overlap, setOverlap] = useState('30');
  const [isTried, setTried] = useState(false);
  const submit = (): void => {
    setTried(true);
    const validDays = wholeNumber(days, 1, MOST_DAYS);
    const overlapDays = wholeNumber(overlap, 0, MOST_OVERLAP);
    if (validDays !== null && overlapDays !== null) propose({ action: 'rotate', validDays, overlapDays });
  };
  return (
    <ActionDialog
      title={intl.formatMessage({ id: 'keys.rotate.title' })}
      body={<FormattedMessage id="keys.rotate.body" />}
      submitLabel={<FormattedMessage id="keys.propose" />}
      onSubmit={submit}
      onClose={onClose}
      isRunning={act.isRunning}
      problem={act.problem}
    >
      <NumberInput
        autoFocus
        label={<FormattedMessage id="keys.rotate.days" />}
        value={days}
        onChange={setDays}
        least={1}
        most={MOST_DAYS}
        isTried={isTried}
      />
      <NumberInput
        label={<FormattedMessage id="keys.rotate.overlap" />}
        description={<FormattedMessage id="keys.rotate.overlapNote" />}
        value={overlap}
        onChange={setOverlap}
        least={0}
        most={MOST_OVERLAP}
        isTried={isTried}
      />
    </ActionDialog>
  );
}

/** Retiring a team key or a platform key. */
export function ProposeRetirement(
  props: DialogProps & { readonly team?: TeamKey | undefined; readonly platform?: PlatformKey | undefined },
) {
  const intl = useIntl();
  const { act, propose } = usePropose(props.onDone);
  const { team, platform } = props;
  const keyId = team?.keyId ?? platform?.keyId ?? '';
  return (
    <ActionDialog
      title={intl.formatMessage({ id: 'keys.retire.title' }, { key: keyId })}
      body={
        team === undefined ? (
          <FormattedMessage id="keys.retirePlatform.body" />
        ) : (
          <FormattedMessage id="keys.retire.body" values={{ bundles: team.bundles }} />
        )
      }
      submitLabel={<FormattedMessage id="keys.propose" />}
      onSubmit={() => {
        propose({ action: team === undefined ? 'retirePlatform' : 'retire', keyId });
      }}
      onClose={props.onClose}
      isRunning={act.isRunning}
      problem={act.problem}
    />
  );
}

/** Destroying a retired team key, its id typed to confirm. */
export function ProposeDestruction({ team, onDone, onClose }: DialogProps & { readonly team: TeamKey }) {
  const intl = useIntl();
  const { act, propose } = usePropose(onDone);
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  return (
    <ActionDialog
      isFinal
      title={intl.formatMessage({ id: 'keys.destroy.title' }, { key: team.keyId })}
      body={<FormattedMessage id="keys.destroy.body" values={{ bundles: team.bundles }} />}
      submitLabel={<FormattedMessage id="keys.propose" />}
      onSubmit={() => {
        setTried(true);
        if (typed.trim() === team.keyId) propose({ action: 'destroy', keyId: team.keyId });
      }}
      onClose={onClose}
      isRunning={act.isRunning}
      problem={act.problem}
    >
      <TypedConfirmation word={team.keyId} value={typed} onChange={setTyped} isTried={isTried} />
    </ActionDialog>
  );
}

const EMPTY: TrustInput = { name: '', keyId: '', publicKey: '', from: '', to: '' };

/** A platform's key to believe. */
export function ProposeTrust({ known, onDone, onClose }: DialogProps & { readonly known: readonly string[] }) {
  const intl = useIntl();
  const { act, propose } = usePropose(onDone);
  const [input, setInput] = useState(EMPTY);
  const [isTried, setTried] = useState(false);
  const problems = trustProblems(input, known);
  const field = (name: TrustField): { value: string; onChange: (value: string) => void; error: string | null } => {
    const problem = problems[name];
    return {
      value: input[name],
      onChange: (value) => {
        setInput((old) => ({ ...old, [name]: value }));
      },
      error: isTried && problem !== undefined ? intl.formatMessage({ id: problem }) : null,
    };
  };
  return (
    <ActionDialog
      isWide
      title={intl.formatMessage({ id: 'keys.trust.title' })}
      body={<FormattedMessage id="keys.trust.body" />}
      submitLabel={<FormattedMessage id="keys.propose" />}
      onSubmit={() => {
        setTried(true);
        const change = trustChange(input, known);
        if (change !== null) propose(change);
      }}
      onClose={onClose}
      isRunning={act.isRunning}
      problem={act.problem}
    >
      <div className="field-pair">
        <TextInput autoFocus label={<FormattedMessage id="keys.trust.name" />} maxLength={80} {...field('name')} />
        <TextInput
          isCode
          label={<FormattedMessage id="keys.trust.id" />}
          description={<FormattedMessage id="keys.trust.idNote" />}
          maxLength={64}
          {...field('keyId')}
        />
      </div>
      <TextInput isCode label={<FormattedMessage id="keys.trust.public" />} maxLength={64} {...field('publicKey')} />
      <div className="field-pair">
        <TextInput label={<FormattedMessage id="keys.trust.from" />} placeholder="2026-01-01" {...field('from')} />
        <TextInput label={<FormattedMessage id="keys.trust.to" />} placeholder="2027-01-01" {...field('to')} />
      </div>
    </ActionDialog>
  );
}

/** Other rules of what is taken in. */
export function ProposeRules({ rules, onDone, onClose }: DialogProps & { readonly rules: Keys['rules'] }) {
  const intl = useIntl();
  const { act, propose } = usePropose(onDone);
  const [allowUnsigned, setAllow] = useState(rules.allowUnsigned);
  const [days, setDays] = useState(String(rules.maxAgeDays));
  const [isTried, setTried] = useState(false);
  return (
    <ActionDialog
      title={intl.formatMessage({ id: 'keys.rules.title' })}
      submitLabel={<FormattedMessage id="keys.propose" />}
      onSubmit={() => {
        setTried(true);
        const maxAgeDays = wholeNumber(days, 1, MOST_DAYS);
        if (maxAgeDays !== null) propose({ action: 'intakeRules', allowUnsigned, maxAgeDays });
      }}
      onClose={onClose}
      isRunning={act.isRunning}
      problem={act.problem}
    >
      <CheckChoice isSelected={allowUnsigned} onChange={setAllow} note={<FormattedMessage id="keys.rules.allowNote" />}>
        <FormattedMessage id="keys.rules.allow" />
      </CheckChoice>
      <NumberInput
        label={<FormattedMessage id="keys.rules.days" />}
        value={days}
        onChange={setDays}
        least={1}
        most={MOST_DAYS}
        isTried={isTried}
      />
    </ActionDialog>
  );
}
