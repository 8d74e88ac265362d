import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { FormattedMessage } from 'react-intl';
import type { Problem } from '../../../../common/errors.ts';
import { useWindowSession } from '../../app/session.ts';
import type { Hello } from '../../app/window-session.ts';
import { ProblemLine } from '../../components/ProblemLine.tsx';
import { HiddenUser } from './HiddenUser.tsx';
import { NewPassphraseFields, useNewPassphrase } from './NewPassphrase.tsx';

export interface SetupFormProps {
  /** The workspace is there: its first people, who all have the passphrase just chosen. */
  readonly onMade: (people: Hello['sampleUsers']) => void;
}

/** The first run: a passphrase chosen twice, and the workspace is made. */
export function SetupForm({ onMade }: SetupFormProps) {
  const session = useWindowSession();
  const chosen = useNewPassphrase();
  const [isTried, setTried] = useState(false);
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (): Promise<void> => {
    setTried(true);
    if (!chosen.isReady || isRunning) return;
    setRunning(true);
    const made = await session.setUp(chosen.passphrase);
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
      <NewPassphraseFields
        {...chosen.fieldsProps}
        label={<FormattedMessage id="people.passphrase.first" />}
        isTried={isTried}
        autoFocus
      />
      <ProblemLine problem={problem} />
      <Button className="button button-main" type="submit" isDisabled={isRunning}>
        <FormattedMessage id={isRunning ? 'setup.running' : 'setup.submit'} />
      </Button>
    </Form>
  );
}
