import { RouterProvider } from '@tanstack/react-router';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Problem } from '../../../common/errors.ts';
import { Blank } from '../components/Blank.tsx';
import { UnlockScreen } from '../features/unlock/UnlockScreen.tsx';
import { Providers } from './Providers.tsx';
import { router } from './router.tsx';
import { useWindowSession, useWindowState } from './session.ts';

function Unreachable({ problem }: { readonly problem: Problem }) {
  const session = useWindowSession();
  const intl = useIntl();
  return (
    <main className="blocked">
      <Blank
        title={intl.formatMessage({ id: 'unreachable.title' })}
        actions={
          <Button className="button button-main" onPress={() => void session.refresh()}>
            <FormattedMessage id="app.retry" />
          </Button>
        }
      >
        <p role="alert">{problem.message}</p>
        <p>
          <FormattedMessage id="unreachable.body" />
        </p>
      </Blank>
    </main>
  );
}

/** Kept invisible at first: the core normally answers before anybody could read this. */
function Starting() {
  return (
    <main>
      <p className="blank late-loading" role="status">
        <FormattedMessage id="app.starting" />
      </p>
    </main>
  );
}

/** The address says where somebody was; the next person begins at the beginning. */
function leaveAddress(): void {
  router.history.replace('/');
}

/** Shows the screens to somebody who has signed in, and nothing of them to anybody else. */
export function Gate() {
  const state = useWindowState();
  switch (state.phase) {
    case 'starting':
      return <Starting />;
    case 'unreachable':
      return <Unreachable problem={state.problem} />;
    case 'locked':
      return <UnlockScreen hello={state.hello} cause={state.cause} retryAt={state.retryAt} />;
    case 'open':
      return (
        <Providers key={state.period} onLeave={leaveAddress}>
          <RouterProvider router={router} />
        </Providers>
      );
  }
}
