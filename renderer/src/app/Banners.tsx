import { KeyRound, PlugZap, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { Blank } from '../components/Blank.tsx';
import { CommandButton } from '../components/CommandButton.tsx';
import { Notice } from '../components/Notice.tsx';
import { useConnection } from './connection.ts';
import { PassphraseDialog } from '../features/unlock/PassphraseDialog.tsx';
import { useOverview } from './overview.ts';
import { useHello, useMay, useUser, useWindowState } from './session.ts';

/** Others know the passphrase this person signed in with. In a sample nobody needs one. */
function FirstPassphrase() {
  const user = useUser();
  const isSample = useHello()?.sample ?? false;
  const [isChanging, setChanging] = useState(false);
  if (isSample || user?.initialPassphrase !== true) return null;
  return (
    <>
      <Notice
        tone="plain"
        role="status"
        icon={<KeyRound size={16} aria-hidden="true" />}
        aside={
          <Button
            className="link-button"
            onPress={() => {
              setChanging(true);
            }}
          >
            <FormattedMessage id="passphrase.change" />
          </Button>
        }
      >
        <FormattedMessage id="passphrase.initial" />
      </Notice>
      {isChanging ? (
        <PassphraseDialog
          onClose={() => {
            setChanging(false);
          }}
        />
      ) : null}
    </>
  );
}

/** Somebody tried to sign in as this person and failed; said until it is dismissed. */
function FailedBefore() {
  const state = useWindowState();
  const [isDismissed, setDismissed] = useState(false);
  const attempts = state.phase === 'open' ? state.failedBefore : 0;
  if (attempts === 0 || isDismissed) return null;
  return (
    <Notice
      tone="warn"
      role="status"
      icon={<TriangleAlert size={16} aria-hidden="true" />}
      aside={
        <Button
          className="link-button"
          onPress={() => {
            setDismissed(true);
          }}
        >
          <FormattedMessage id="app.dismiss" />
        </Button>
      }
    >
      <FormattedMessage id="unlock.failedBefore" values={{ attempts }} />
    </Notice>
  );
}

/** Across the top of every screen: what concerns the person, and whether the connection or the classifier is gone. */
export function Banners() {
  return (
    <>
      <FailedBefore />
      <FirstPassphrase />
      <Outages />
    </>
  );
}

function Outages() {
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
  const may = useMay();
  return (
    <div role="alert" className="blocked">
      <Blank
        title={intl.formatMessage({ id: `health.${health}.title` })}
        actions={
          may('log.verify') ? (
            <CommandButton command="go.audit" className="button button-main">
              <FormattedMessage id="health.openAudit" />
            </CommandButton>
          ) : undefined
        }
      >
        <p>
          <FormattedMessage id={`health.${health}.body`} />
        </p>
      </Blank>
    </div>
  );
}
