import { Link } from '@tanstack/react-router';
import { FormattedMessage, FormattedNumber } from 'react-intl';
import { useOverview } from './overview.ts';
import { SCREEN_GROUPS, screensOf, type ScreenEntry } from './screens.ts';
import { useUser } from './session.ts';

/** One screen in a rail, with how many wait there. */
export function ScreenLink({ screen, count }: { readonly screen: ScreenEntry; readonly count?: number | undefined }) {
  return (
    <Link
      className="rail-line rail-link"
      to={screen.path}
      activeProps={{ 'data-active': true }}
      activeOptions={{ exact: true, includeSearch: false }}
    >
      <span className="rail-name">
        <FormattedMessage id={screen.title} />
      </span>
      {count === undefined ? null : (
        <span className="rail-count">
          <FormattedNumber value={count} />
        </span>
      )}
    </Link>
  );
}

/** The rail of every screen but review: where the signed-in person can go. */
export function ScreenRail() {
  const { data } = useOverview();
  const user = useUser();
  const screens = user === null ? [] : screensOf(user.role);
  const counts: Partial<Record<ScreenEntry['path'], number | undefined>> = {
    '/': data?.ready,
    '/quarantine': data?.lanes.quarantined,
  };
  return SCREEN_GROUPS.map((group) => {
    const shown = screens.filter((screen) => screen.group === group);
    return shown.length === 0 ? null : (
      <section key={group} className="rail-group">
        <h2>
          <FormattedMessage id={`nav.${group}`} />
        </h2>
        {shown.map((screen) => (
          <ScreenLink key={screen.path} screen={screen} count={counts[screen.path]} />
        ))}
      </section>
    );
  });
}
