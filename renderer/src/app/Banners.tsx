import { PlugZap, TriangleAlert } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Blank } from '../components/Blank.tsx';
import { CommandButton } from '../components/CommandButton.tsx';
import { Notice } from '../components/Notice.tsx';
import { useConnection } from './connection.ts';
import { useOverview } from './overview.ts';

/** Across the top of every screen: the connection is gone, or the classifier is. */
export function Banners() {
  const connection = useConnection();
  const classifier = useOverview().data?.health.classifier;
  if (connection !== 'connected') {
    return (
      <Notice tone="warn" role="alert" icon={<PlugZap size={16} aria-hidden="true" />}>
        <FormattedMessage id={connection === 'gone' ? 'app.gone' : 'app.disconnected'} />
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
      <Blank
        title={intl.formatMessage({ id: `health.${health}.title` })}
        actions={
          <CommandButton command="go.audit" className="button button-main">
            <FormattedMessage id="health.openAudit" />
          </CommandButton>
        }
      >
        <p>
          <FormattedMessage id={`health.${health}.body`} />
        </p>
      </Blank>
    </div>
  );
}
