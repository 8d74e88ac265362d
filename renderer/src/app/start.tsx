import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { IntlProvider } from 'react-intl';
import type { Transport } from '../../../common/rpc.ts';
import { MESSAGES } from '../i18n.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Gate } from './Gate.tsx';
import { WindowSessionContext } from './session.ts';
import { applyTheme, storedTheme } from './theme.ts';
import { WindowSession } from './window-session.ts';

/** Puts the window on the page, talking to the core through the given transport. */
export function startWindow(transport: Transport, element: HTMLElement): void {
  applyTheme(storedTheme());
  const session = new WindowSession(transport);
  void session.refresh();
  createRoot(element).render(
    <StrictMode>
      <IntlProvider locale="en-GB" messages={MESSAGES}>
        <ErrorBoundary>
          <WindowSessionContext value={session}>
            <Gate />
          </WindowSessionContext>
        </ErrorBoundary>
      </IntlProvider>
    </StrictMode>,
  );
}
