import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { RestrictedPolicy, Role } from '../../../../common/domain/roles.ts';
import { ActionDialog } from '../../components/ActionDialog.tsx';
import { CheckChoice } from '../../components/CheckChoice.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { useAct, type Output } from '../../components/use-core.ts';
import { firstPassphrase } from './first-passphrase.ts';
import { isComplete, NO_CHOICE, PassphraseFields } from './PassphraseFields.tsx';
import { idProblem } from './people-input.ts';
import { grantsFor, RoleFields } from './RoleFields.tsx';

export type Person = Output<'people.list'>['people'][number];

/** What a dialog did: to whom, and the passphrase to show once when one was made here. */
export interface Done {
  readonly what: 'added' | 'changed' | 'reset';
  readonly id: string;
  readonly passphrase: string | null;
}

interface DialogProps {
  readonly onDone: (done: Done) => void;
  readonly onClose: () => void;
}

/** Adds somebody: id, role, restricted lanes, first passphrase. */
export function AddPerson({ taken, onDone, onClose }: DialogProps & { readonly taken: readonly string[] }) {
  const intl = useIntl();
  const add = useAct('people.add', ['people.list']);
  const [id, setId] = useState('');
  const [role, setRole] = useState<Role | null>(null);
  const [grants, setGrants] = useState<readonly RestrictedPolicy[]>([]);
  const [choice, setChoice] = useState(NO_CHOICE);
  const [isTried, setTried] = useState(false);
  const problem = idProblem(id, taken);
  const submit = async (): Promise<void> => {
    setTried(true);
    if (problem !== null || role === null || !isComplete(choice)) return;
    const passphrase = choice.way === 'made' ? firstPassphrase() : choice.typed;
    const added = await add.run({ id, role, grants: grantsFor(role, grants), passphrase });
    if (added !== null) onDone({ what: 'added', id, passphrase: choice.way === 'made' ? passphrase : null });
  };
  return (
    <ActionDialog
      isWide
      title={intl.formatMessage({ id: 'people.add.title' })}
      submitLabel={<FormattedMessage id="people.add.submit" />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={add.isRunning}
      problem={add.problem}
    >
      <TextInput
        autoFocus
        isCode
        label={<FormattedMessage id="people.id" />}
        description={<FormattedMessage id="people.id.note" />}
        value={id}
        onChange={setId}
        maxLength={64}
        error={isTried && problem !== null ? intl.formatMessage({ id: problem }) : null}
      />
      <RoleFields
        role={role}
        grants={grants}
        onRole={setRole}
        onGrants={setGrants}
        error={isTried && role === null ? intl.formatMessage({ id: 'people.role.missing' }) : null}
      />
      <PassphraseFields value={choice} onChange={setChoice} isTried={isTried} />
    </ActionDialog>
  );
}

/** Changes somebody's role and restricted lanes, or whether they may sign in. */
export function ChangePerson({ person, onDone, onClose }: DialogProps & { readonly person: Person }) {
  const intl = useIntl();
  const change = useAct('people.change', ['people.list']);
  const [role, setRole] = useState<Role>(person.role);
  const [grants, setGrants] = useState<readonly RestrictedPolicy[]>(person.grants);
  const [disabled, setDisabled] = useState(person.disabled);
  const submit = async (): Promise<void> => {
    const kept = grantsFor(role, grants);
    const isSameGrants = kept.length === person.grants.length && kept.every((grant) => person.grants.includes(grant));
    const changed = await change.run({
      id: person.id,
      ...(role === person.role ? {} : { role }),
      ...(isSameGrants ? {} : { grants: kept }),
      ...(disabled === person.disabled ? {} : { disabled }),
    });
    if (changed !== null) onDone({ what: 'changed', id: person.id, passphrase: null });
  };
  return (
    <ActionDialog
      isWide
      title={intl.formatMessage({ id: 'people.change.title' }, { id: person.id })}
      body={<FormattedMessage id="people.change.body" />}
      submitLabel={<FormattedMessage id="people.change.submit" />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={change.isRunning}
      problem={change.problem}
    >
      <RoleFields role={role} grants={grants} onRole={setRole} onGrants={setGrants} />
      <CheckChoice isSelected={disabled} onChange={setDisabled} note={<FormattedMessage id="people.disabled.note" />}>
        <FormattedMessage id="people.disabled" />
      </CheckChoice>
    </ActionDialog>
  );
}

/** Gives somebody a new first passphrase. */
export function ResetPassphrase({ person, onDone, onClose }: DialogProps & { readonly person: Person }) {
  const intl = useIntl();
  const reset = useAct('people.resetPassphrase', ['people.list']);
  const [choice, setChoice] = useState(NO_CHOICE);
  const [isTried, setTried] = useState(false);
  const submit = async (): Promise<void> => {
    setTried(true);
    if (!isComplete(choice)) return;
    const passphrase = choice.way === 'made' ? firstPassphrase() : choice.typed;
    const done = await reset.run({ id: person.id, passphrase });
    if (done !== null) onDone({ what: 'reset', id: person.id, passphrase: choice.way === 'made' ? passphrase : null });
  };
  return (
    <ActionDialog
      isWide
      title={intl.formatMessage({ id: 'people.reset.title' }, { id: person.id })}
      body={<FormattedMessage id="people.reset.body" />}
      submitLabel={<FormattedMessage id="people.reset.submit" />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={reset.isRunning}
      problem={reset.problem}
    >
      <PassphraseFields value={choice} onChange={setChoice} isTried={isTried} />
    </ActionDialog>
  );
}
