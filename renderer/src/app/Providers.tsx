import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { IntlProvider } from 'react-intl';
import { CommandCenter } from '../command-center.ts';
import { MESSAGES } from '../i18n.ts';
import { CommandContext } from '../use-commands.ts';
import { ServicesContext, type Services } from './services.ts';

export interface ProvidersProps {
  readonly services: Services;
  readonly children: ReactNode;
}

/** Everything the screens reach through context. */
export function Providers({ services, children }: ProvidersProps) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, networkMode: 'always' } },
      }),
  );
  const [center] = useState(() => new CommandCenter());
  return (
    <IntlProvider locale="en-GB" messages={MESSAGES}>
      <ServicesContext value={services}>
        <QueryClientProvider client={client}>
          <CommandContext value={center}>{children}</CommandContext>
        </QueryClientProvider>
      </ServicesContext>
    </IntlProvider>
  );
}
