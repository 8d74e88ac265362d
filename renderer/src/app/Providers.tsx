import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { CommandCenter } from '../command-center.ts';
import { ReviewSession } from '../features/review/review-session.ts';
import { CommandContext } from '../use-commands.ts';
import { Announcer } from './announcer.ts';
import { problemOf, ServicesContext, type Services } from './services.ts';
import { useWindowSession } from './session.ts';

function makeServices(window: Services['window']): Services {
  const { api, transport } = window;
  return { window, api, transport, review: new ReviewSession({ api, problemOf }), announcer: new Announcer() };
}

export interface ProvidersProps {
  /** Runs when the window locks, after everything read so far was forgotten. */
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

/**
 * Everything the screens reach through context. It is made anew for every sign-in and forgotten when the window locks:
 * nothing that was read stays in reach.
 */
export function Providers({ onLeave, children }: ProvidersProps) {
  const window = useWindowSession();
  const [services] = useState(() => makeServices(window));
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, networkMode: 'always' } },
      }),
  );
  const [center] = useState(() => new CommandCenter());
  useEffect(() => {
    window.onLeave(() => {
      // A field that goes away while it has the focus is kept, with what was typed, by what listens for changes to it.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      client.clear();
      onLeave();
      return services.review.close();
    });
    return () => {
      // What was still being asked for may have come back since.
      client.clear();
    };
  }, [window, client, services, onLeave]);
  return (
    <ServicesContext value={services}>
      <QueryClientProvider client={client}>
        <CommandContext value={center}>{children}</CommandContext>
      </QueryClientProvider>
    </ServicesContext>
  );
}
