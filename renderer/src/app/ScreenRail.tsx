import { Link } from '@tanstack/react-router';
import { FormattedMessage, FormattedNumber } from 'react-intl';
import { useOverview } from './overview.ts';

function RailLink(props: {
  readonly to: '/' | '/audit' | '/quarantine';
  readonly title: 'nav.review' | 'nav.audit' | 'nav.quarantine';
  readonly count?: number | undefined;
}) {
  return (
    <Link
      className="rail-line rail-link"
      to={props.to}
      activeProps={{ 'data-active': true }}
      activeOptions={{ exact: true, includeSearch: false }}
    >
      <span className="rail-name">
        <FormattedMessage id={props.title} />
      </span>
      {props.count === undefined ? null : (
        <span className="rail-count">
          <FormattedNumber value={props.count} />
        </span>
      )}
    </Link>
  );
}

/** The rail of every screen but review: where one can go. */
export function ScreenRail() {
  const { data } = useOverview();
  return (
    <>
      <h2>
        <FormattedMessage id="nav.decide" />
      </h2>
      <RailLink to="/" title="nav.review" count={data?.ready} />
      <RailLink to="/quarantine" title="nav.quarantine" count={data?.lanes.quarantined} />
      <h2>
        <FormattedMessage id="nav.answer" />
      </h2>
      <RailLink to="/audit" title="nav.audit" />
    </>
  );
}
