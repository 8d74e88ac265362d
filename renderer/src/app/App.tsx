import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { useCommandCenter, useCommandHandlers } from '../use-commands.ts';
import { Banners } from './Banners.tsx';
import { HelpDialog } from './HelpDialog.tsx';
import { LiveRegion } from './LiveRegion.tsx';
import { useOverviewRefresh } from './overview.ts';
import { Palette } from './Palette.tsx';
import { useServices } from './services.ts';
import { applyTheme, nextTheme, storedTheme } from './theme.ts';
import { TopBar } from './TopBar.tsx';

type OpenDialog = 'help' | 'palette' | null;

/** Hears every key for the command registry, and notes that somebody is there for the lease. */
function useWindowInput(): void {
  const center = useCommandCenter();
  const { review } = useServices();
  useEffect(() => {
    const onActivity = (): void => {
      review.active();
    };
    window.addEventListener('keydown', center.onKeyDown);
    window.addEventListener('keydown', onActivity, true);
    window.addEventListener('pointermove', onActivity, { passive: true });
    return () => {
      window.removeEventListener('keydown', center.onKeyDown);
      window.removeEventListener('keydown', onActivity, true);
      window.removeEventListener('pointermove', onActivity);
    };
  }, [center, review]);
}

/** Carries pushed events and the state of the connection to the review session. */
function useCoreEvents(): void {
  const { transport, review } = useServices();
  useEffect(() => {
    const stopEvents = transport.subscribe((event) => {
      review.onEvent(event);
    });
    const stopConnection = transport.onConnection((connected) => {
      review.onConnection(connected);
    });
    return () => {
      stopEvents();
      stopConnection();
    };
  }, [transport, review]);
}

/** What surrounds every screen: bar, banners, help, palette and the live region. */
export function App() {
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const [theme, setTheme] = useState(storedTheme);
  useWindowInput();
  useCoreEvents();
  useOverviewRefresh();
  const handlers = useMemo(
    () => ({
      'go.review': { run: () => void navigate({ to: '/' }) },
      'go.audit': { run: () => void navigate({ to: '/audit' }) },
      'go.quarantine': { run: () => void navigate({ to: '/quarantine' }) },
      'app.palette': {
        run: () => {
          setDialog('palette');
        },
      },
      'app.help': {
        run: () => {
          setDialog('help');
        },
      },
      'app.theme': {
        run: () => {
          setTheme((old) => {
            const theme = nextTheme(old);
            applyTheme(theme);
            return theme;
          });
        },
      },
    }),
    [navigate],
  );
  useCommandHandlers(handlers);
  const close = (): void => {
    setDialog(null);
  };
  return (
    <div className="window">
      <a
        className="skip-link"
        href="#content"
        onClick={(event) => {
          // The address is the router's; only the focus moves.
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        <FormattedMessage id="app.skip" />
      </a>
      <TopBar theme={theme} />
      <Banners />
      <Outlet />
      <LiveRegion />
      {dialog === 'help' ? <HelpDialog onClose={close} /> : null}
      {dialog === 'palette' ? <Palette onClose={close} /> : null}
    </div>
  );
}
