import { LockKeyhole } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import type { Hello, LockCause } from '../../app/window-session.ts';
import { Mark } from '../../components/Mark.tsx';
import type { MessageId } from '../../i18n.ts';
import { SamplePeople } from './SamplePeople.tsx';
import { SetupForm } from './SetupForm.tsx';
import { UnlockForm } from './UnlockForm.tsx';

export interface UnlockScreenProps {
  readonly hello: Hello;
  /** Why the window was locked; null when nobody has signed in since it opened. */
  readonly cause: LockCause | null;
  /** Unix milliseconds before which no attempt is taken. */
  readonly retryAt: number;
}

interface Words {
  readonly title: MessageId;
  readonly lead: MessageId;
  readonly note: MessageId;
}

function wordsOf(hello: Hello, cause: LockCause | null, isJustMade: boolean): Words {
  if (hello.setup) return { title: 'setup.title', lead: 'setup.lead', note: 'setup.note' };
  const note = hello.sample ? 'unlock.sampleNote' : 'unlock.note';
  if (isJustMade) return { title: 'setup.madeTitle', lead: 'setup.made', note };
  if (cause === null) return { title: 'unlock.title', lead: 'unlock.cause.none', note };
  return { title: 'unlock.titleLocked', lead: `unlock.cause.${cause}`, note };
}

/** All there is to see while nobody is signed in: who are you, and that nothing was lost. */
export function UnlockScreen({ hello, cause, retryAt }: UnlockScreenProps) {
  // Known only to the window that made the workspace: elsewhere nobody is told who its people are.
  const [made, setMade] = useState<Hello['sampleUsers']>([]);
  const words = wordsOf(hello, cause, made.length > 0);
  return (
    <main className="unlock">
      <div className="unlock-card">
        <div className="brand">
          <Mark />
          <FormattedMessage id="app.name" />
          {hello.sample ? (
            <span className="sample-tag">
              <FormattedMessage id="app.sample" />
            </span>
          ) : null}
        </div>
        <h1>
          {cause === null ? null : <LockKeyhole size={16} aria-hidden="true" />}
          <FormattedMessage id={words.title} />
        </h1>
        <p className="muted" role="status">
          <FormattedMessage id={words.lead} />
        </p>
        {hello.setup ? (
          <SetupForm onMade={setMade} />
        ) : hello.sampleUsers.length > 0 ? (
          <SamplePeople people={hello.sampleUsers} />
        ) : (
          <UnlockForm attempts={hello.failedAttempts} retryAt={retryAt} people={made} />
        )}
        <p className="caption">
          <FormattedMessage id={words.note} />
        </p>
      </div>
    </main>
  );
}
