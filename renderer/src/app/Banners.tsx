import { PlugZap, TriangleAlert } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Blank } from '../components/Blank.tsx';
import { Notice } from '../components/Notice.tsx';
import { useReview } from '../features/review/use-review.ts';
import { useOverview } from './overview.ts';

/** Across the top of every screen: the connection is gone, or the classifier is. */
export function Banners() {
  const { state } = useReview();
  const classifier = useOverview().data?.health.classifier;
  if (!state.connected) {
    return (
      <Notice tone="warn" role="alert" icon={<PlugZap size={16} aria-hidden="true" />}>
        <FormattedMessage id="app.disconnected" />
      </Notice>
    );
  }
  if (classifier === 'loading' || classifier === 'failed') {
    return (
      <Notice
        tone={classifier === 'failed' ? 'warn' : 'plain'}
        role="status"
        icon={<TriangleAlert size={16} aria-hidden="true" />}
      >
        <FormattedMessage id={`health.classifier.${classifier}`} />
      </Notice>
    );
  }
  return null;
}

/** Stands in for everything that would show or decide while the log cannot vouch for it. */
export function LogBlocked({ health }: { readonly health: 'damaged' | 'unwritable' }) {
  const intl = useIntl();
  return (
    <div role="alert" className="blocked">
      <Blank title={intl.formatMessage({ id: `health.${health}.title` })}>
        <p>
          <FormattedMessage id={`health.${health}.body`} />
        </p>
      </Blank>
    </div>
  );
}
