import { LockKeyhole } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { Mark } from '../../components/Mark.tsx';
import type { Hello, LockCause } from '../../app/window-session.ts';
import { SamplePeople } from './SamplePeople.tsx';
import { UnlockForm } from './UnlockForm.tsx';

export interface UnlockScreenProps {
  readonly hello: Hello;
  /** Why the window was locked; null when nobody has signed in since it opened. */
  readonly cause: LockCause | null;
  /** Unix milliseconds before which no attempt is taken. */
  readonly retryAt: number;
}

/** All there is to see while nobody is signed in: who are you, and that nothing was lost. */
export function UnlockScreen({ hello, cause, retryAt }: UnlockScreenProps) {
  const isSample = hello.sampleUsers.length > 0;
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
          <FormattedMessage id={cause === null ? 'unlock.title' : 'unlock.titleLocked'} />
        </h1>
        <p className="muted" role={cause === null ? undefined : 'status'}>
          <FormattedMessage id={`unlock.cause.${cause ?? 'none'}`} />
        </p>
        {isSample ? (
          <SamplePeople people={hello.sampleUsers} />
        ) : (
          <UnlockForm attempts={hello.failedAttempts} retryAt={retryAt} />
        )}
        <p className="caption">
          <FormattedMessage id={isSample ? 'unlock.sampleNote' : 'unlock.note'} />
        </p>
      </div>
    </main>
  );
}
