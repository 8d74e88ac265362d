import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Problem } from '../../../../common/errors.ts';
import { useWindowSession } from '../../app/session.ts';
import type { Hello } from '../../app/window-session.ts';
import { ProblemLine } from '../../components/ProblemLine.tsx';
import { passphraseProblems } from '../people/people-input.ts';
import { HiddenUser } from './HiddenUser.tsx';
import { SecretField } from './SecretField.tsx';

export interface SetupFormProps {
  /** The workspace is there: its first people, who all have the passphrase just chosen. */
  readonly onMade: (people: Hello['sampleUsers']) => void;
}

/** The first run: a passphrase chosen twice, and the workspace is made. */
export function SetupForm({ onMade }: SetupFormProps) {
  const intl = useIntl();
  const session = useWindowSession();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [isTried, setTried] = useState(false);
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const wrong = passphraseProblems(passphrase, again);
  const words = (id: typeof wrong.passphrase): string | null =>
    isTried && id !== null ? intl.formatMessage({ id }) : null;
  const submit = async (): Promise<void> => {
    setTried(true);
    if (wrong.passphrase !== null || wrong.again !== null || isRunning) return;
    setRunning(true);
    const made = await session.setUp(passphrase);
    setRunning(false);
    if ('code' in made) setProblem(made);
    else onMade(made.users);
  };
  return (
    <Form
      className="unlock-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <HiddenUser id="" />
      <SecretField
        label={<FormattedMessage id="people.passphrase.first" />}
        value={passphrase}
        onChange={setPassphrase}
        autoFocus
        autoComplete="new-password"
        description={<FormattedMessage id="passphrase.nextNote" />}
        error={words(wrong.passphrase)}
      />
      <SecretField
        label={<FormattedMessage id="people.passphrase.again" />}
        value={again}
        onChange={setAgain}
        autoComplete="new-password"
        error={words(wrong.again)}
      />
      <ProblemLine problem={problem} />
      <Button className="button button-main" type="submit" isDisabled={isRunning}>
        <FormattedMessage id={isRunning ? 'setup.running' : 'setup.submit'} />
      </Button>
    </Form>
  );
}
