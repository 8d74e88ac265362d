import { Component, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { Blank } from '../components/Blank.tsx';

/** What stands in for a screen that failed: what happened, what is safe, what to do. */
export function Crashed() {
  const intl = useIntl();
  return (
    <div role="alert" className="blocked">
      <Blank
        title={intl.formatMessage({ id: 'app.crashed.title' })}
        actions={
          <Button
            className="button button-main"
            onPress={() => {
              window.location.reload();
            }}
          >
            <FormattedMessage id="app.crashed.reload" />
          </Button>
        }
      >
        <p>
          <FormattedMessage id="app.crashed.body" />
        </p>
      </Blank>
    </div>
  );
}

/** Keeps a defect in a screen from leaving an empty window: says what is safe and offers to reload. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <Crashed /> : this.props.children;
  }
}
