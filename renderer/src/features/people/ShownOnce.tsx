import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { Overlay } from '../../components/Overlay.tsx';

export interface ShownOnceProps {
  readonly id: string;
  readonly passphrase: string;
  readonly onClose: () => void;
}

/** A first passphrase made here, shown this once. */
export function ShownOnce({ id, passphrase, onClose }: ShownOnceProps) {
  const intl = useIntl();
  return (
    <Overlay title={intl.formatMessage({ id: 'people.once.title' }, { id })} onClose={onClose}>
      <div className="dialog-form">
        <p className="secret-once" aria-label={intl.formatMessage({ id: 'people.once.label' })} role="note">
          {passphrase}
        </p>
        <p className="muted">
          <FormattedMessage id="people.once.body" values={{ id }} />
        </p>
        <div className="dialog-actions">
          <Button className="button button-main" onPress={onClose} autoFocus>
            <FormattedMessage id="people.once.done" />
          </Button>
        </div>
      </div>
    </Overlay>
  );
}
