import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { ContractTypes } from '../../../common/contract.ts';
import { createApi, type Transport } from '../../../common/rpc.ts';
import { ReviewSession } from '../features/review/review-session.ts';
import { Announcer } from './announcer.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Providers } from './Providers.tsx';
import { router } from './router.tsx';
import { problemOf } from './services.ts';
import { applyTheme, storedTheme } from './theme.ts';

/** Puts the window on the page, talking to the core through the given transport. */
export function startWindow(transport: Transport, element: HTMLElement): void {
  applyTheme(storedTheme());
  const api = createApi<ContractTypes>(transport);
  const review = new ReviewSession({ api, problemOf });
  createRoot(element).render(
    <StrictMode>
      <Providers services={{ api, transport, review, announcer: new Announcer() }}>
        <ErrorBoundary>
          <RouterProvider router={router} />
        </ErrorBoundary>
      </Providers>
    </StrictMode>,
  );
}
