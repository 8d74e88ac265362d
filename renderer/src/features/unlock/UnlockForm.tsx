import { useRef, useState } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';
import { FormattedMessage } from 'react-intl';
import type { Problem } from '../../../../common/errors.ts';
import { useWindowSession } from '../../app/session.ts';
import type { Hello } from '../../app/window-session.ts';
import { useNow } from '../../components/use-now.ts';
import { SecretField } from './SecretField.tsx';

export interface UnlockFormProps {
  /** Failed attempts of whoever has failed most. */
  readonly attempts: number;
  /** Unix milliseconds before which whoever has to wait longest is refused. */
  readonly retryAt: number;
  /** People of a workspace made a moment ago; empty elsewhere. */
  readonly people: Hello['sampleUsers'];
}

/** User and passphrase. The passphrase leaves the field with every attempt. */
export function UnlockForm({ attempts, retryAt, people }: UnlockFormProps) {
  const session = useWindowSession();
  const [user, setUser] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isRunning, setRunning] = useState(false);
  const passphraseInput = useRef<HTMLInputElement>(null);
  const [tried, setTried] = useState<string | null>(null);
  const left = Math.ceil(Math.max(0, retryAt - useNow(200)) / 1000);
  // Each person waits for their own mistakes; a colleague may try at once.
  const seconds = user.trim() === tried ? left : 0;
  const isReady = user.trim() !== '' && passphrase !== '' && seconds === 0 && !isRunning;
  const submit = async (): Promise<void> => {
    if (!isReady) return;
    setRunning(true);
    setTried(user.trim());
    setProblem(null);
    setPassphrase('');
    const refused = await session.unlock(user.trim(), passphrase);
    setRunning(false);
    setProblem(refused);
    passphraseInput.current?.focus();
  };
  return (
    <Form
      className="unlock-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {people.length === 0 ? null : (
        <ul className="made-people">
          {people.map(({ id, role }) => (
            <li key={id}>
              <Button
                className="link-button"
                onPress={() => {
                  setUser(id);
                  passphraseInput.current?.focus();
                }}
              >
                {id}
              </Button>{' '}
              <span className="muted">
                <FormattedMessage id={`people.role.${role}`} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <TextField
        className="text-input"
        value={user}
        onChange={setUser}
        autoFocus
        autoComplete="off"
        spellCheck="false"
        maxLength={64}
      >
        <Label>
          <FormattedMessage id="unlock.user" />
        </Label>
        <Input className="field" autoCapitalize="off" />
      </TextField>
      <SecretField
        label={<FormattedMessage id="unlock.passphrase" />}
        value={passphrase}
        onChange={setPassphrase}
        inputRef={passphraseInput}
        autoComplete="off"
      />
      <div className="unlock-said" role="alert">
        {problem === null ? null : <p className="missing">{problem.message}</p>}
      </div>
      {attempts === 0 ? null : (
        <p className="unlock-wait">
          <FormattedMessage id={seconds > 0 ? 'unlock.wait' : 'unlock.attempts'} values={{ seconds, attempts }} />
        </p>
      )}
      <Button className="button button-main" type="submit" isDisabled={!isReady}>
        <FormattedMessage id={isRunning ? 'unlock.running' : 'unlock.submit'} />
      </Button>
    </Form>
  );
}
