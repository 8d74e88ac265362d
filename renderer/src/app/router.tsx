import { createHashHistory, createRootRoute, createRoute, createRouter, Navigate } from '@tanstack/react-router';
import type { FunctionComponent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Blank } from '../components/Blank.tsx';
import { AuditScreen } from '../features/audit/AuditScreen.tsx';
import { parseAuditSearch } from '../features/audit/audit-search.ts';
import { RevealsScreen } from '../features/exposure/RevealsScreen.tsx';
import { DisclosureScreen } from '../features/disclosure/DisclosureScreen.tsx';
import { BackupScreen } from '../features/backup/BackupScreen.tsx';
import { KeysScreen } from '../features/keys/KeysScreen.tsx';
import { PeopleScreen } from '../features/people/PeopleScreen.tsx';
import { QuarantineScreen } from '../features/quarantine/QuarantineScreen.tsx';
import { RetentionScreen } from '../features/retention/RetentionScreen.tsx';
import { ReviewScreen } from '../features/review/ReviewScreen.tsx';
import { App } from './App.tsx';
import { LogBlocked } from './Banners.tsx';
import { Crashed } from './ErrorBoundary.tsx';
import { useLogHealth } from './overview.ts';
import { Screen } from './Screen.tsx';
import { ScreenRail } from './ScreenRail.tsx';
import { firstScreen, screensOf, type ScreenPath } from './screens.ts';
import { useUser } from './session.ts';

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

/** A screen that the role of the signed-in person does not have: said, instead of calls that would all be refused. */
function NotForRole() {
  return (
    <Screen
      rail={<ScreenRail />}
      main={
        <p className="blank">
          <FormattedMessage id="app.notForRole" />
        </p>
      }
    />
  );
}

/** A role without any screen of its own: what it does is done on the command line. */
function NoScreens() {
  const intl = useIntl();
  return (
    <Screen
      rail={<ScreenRail />}
      main={
        <Blank title={intl.formatMessage({ id: 'evaluator.title' })}>
          <p>
            <FormattedMessage id="evaluator.body" />
          </p>
          <p>
            <code>
              <FormattedMessage id="evaluator.command" />
            </code>
          </p>
        </Blank>
      }
    />
  );
}

/** Shows a screen to roles that may use it. */
function forRole(path: ScreenPath, Shown: FunctionComponent): FunctionComponent {
  return function ForRole() {
    const user = useUser();
    if (user === null) return null;
    return screensOf(user.role).some((screen) => screen.path === path) ? <Shown /> : <NotForRole />;
  };
}

/** The address without a path: review, or where else this role begins. */
function Home() {
  const user = useUser();
  if (user === null) return null;
  const first = firstScreen(user.role);
  if (first === null) return <NoScreens />;
  return first === '/' ? <GuardedReview /> : <Navigate to={first} replace />;
}

/** Nothing is shown or decided while the log cannot vouch for it. */
function GuardedReview() {
  const health = useLogHealth();
  return health === 'ok' ? <ReviewScreen /> : <Screen rail={<ScreenRail />} main={<LogBlocked health={health} />} />;
}

const root = createRootRoute({ component: App, notFoundComponent: NotFound });

const review = createRoute({ getParentRoute: () => root, path: '/', component: Home });
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: forRole('/audit', AuditScreen),
  validateSearch: parseAuditSearch,
});
const quarantine = createRoute({
  getParentRoute: () => root,
  path: '/quarantine',
  component: forRole('/quarantine', QuarantineScreen),
});

const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: forRole('/people', PeopleScreen),
});
const keys = createRoute({ getParentRoute: () => root, path: '/keys', component: forRole('/keys', KeysScreen) });
const reveals = createRoute({
  getParentRoute: () => root,
  path: '/reveals',
  component: forRole('/reveals', RevealsScreen),
});
const disclosures = createRoute({
  getParentRoute: () => root,
  path: '/disclosures',
  component: forRole('/disclosures', DisclosureScreen),
});
const retention = createRoute({
  getParentRoute: () => root,
  path: '/retention',
  component: forRole('/retention', RetentionScreen),
});
const backup = createRoute({
  getParentRoute: () => root,
  path: '/backup',
  component: forRole('/backup', BackupScreen),
});

/** The window's addresses, kept behind the hash so that they work from a file-like origin too. */
export const router = createRouter({
  routeTree: root.addChildren([review, quarantine, audit, reveals, disclosures, retention, people, keys, backup]),
  history: createHashHistory(),
  defaultPreload: false,
  defaultErrorComponent: Crashed,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
