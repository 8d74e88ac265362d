import { createHashHistory, createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { FormattedMessage } from 'react-intl';
import { AuditScreen } from '../features/audit/AuditScreen.tsx';
import { parseAuditSearch } from '../features/audit/audit-search.ts';
import { QuarantineScreen } from '../features/quarantine/QuarantineScreen.tsx';
import { ReviewScreen } from '../features/review/ReviewScreen.tsx';
import { App } from './App.tsx';
import { LogBlocked } from './Banners.tsx';
import { Crashed } from './ErrorBoundary.tsx';
import { useLogHealth } from './overview.ts';
import { Screen } from './Screen.tsx';
import { ScreenRail } from './ScreenRail.tsx';

function NotFound() {
  return (
    <Screen
      rail={<ScreenRail />}
      main={
        <p className="blank">
          <FormattedMessage id="app.notFound" />
        </p>
      }
    />
  );
}

/** Nothing is shown or decided while the log cannot vouch for it. */
function GuardedReview() {
  const health = useLogHealth();
  return health === 'ok' ? <ReviewScreen /> : <Screen rail={<ScreenRail />} main={<LogBlocked health={health} />} />;
}

const root = createRootRoute({ component: App, notFoundComponent: NotFound });

const review = createRoute({ getParentRoute: () => root, path: '/', component: GuardedReview });
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: AuditScreen,
  validateSearch: parseAuditSearch,
});
const quarantine = createRoute({ getParentRoute: () => root, path: '/quarantine', component: QuarantineScreen });

/** The window's addresses, kept behind the hash so that they work from a file-like origin too. */
export const router = createRouter({
  routeTree: root.addChildren([review, audit, quarantine]),
  history: createHashHistory(),
  defaultPreload: false,
  defaultErrorComponent: Crashed,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
