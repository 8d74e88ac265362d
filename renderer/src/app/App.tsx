import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { FormattedMessage } from 'react-intl';
import type { Role } from '../../../common/domain/roles.ts';
import type { CommandHandlers } from '../command-center.ts';
import { useCommandCenter, useCommandHandlers } from '../use-commands.ts';
import { Banners } from './Banners.tsx';
import { HelpDialog } from './HelpDialog.tsx';
import { IdleWarning } from './IdleWarning.tsx';
import { LiveRegion } from './LiveRegion.tsx';
import { useOverviewRefresh } from './overview.ts';
import { Palette } from './Palette.tsx';
import { screensOf, type ScreenPath } from './screens.ts';
import { useServices } from './services.ts';
import { useUser } from './session.ts';
import { applyTheme, nextTheme, storedTheme } from './theme.ts';
import { TopBar } from './TopBar.tsx';
import { useIdleLock } from './use-idle-lock.ts';

type OpenDialog = 'help' | 'palette' | null;

/** Hears every key for the command registry. */
function useWindowKeys(): void {
  const center = useCommandCenter();
  useEffect(() => {
    window.addEventListener('keydown', center.onKeyDownFirst, true);
    window.addEventListener('keydown', center.onKeyDown);
    return () => {
      window.removeEventListener('keydown', center.onKeyDownFirst, true);
      window.removeEventListener('keydown', center.onKeyDown);
    };
  }, [center]);
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

/** The ways to the screens a role may see. */
function screenCommands(role: Role | null, go: (to: ScreenPath) => void): CommandHandlers {
  const handlers: CommandHandlers = {};
  for (const { command, path } of role === null ? [] : screensOf(role)) {
    handlers[command] = {
      run: () => {
        go(path);
      },
    };
  }
  return handlers;
}

/** What surrounds every screen: bar, banners, help, palette and the live region. */
export function App() {
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const [theme, setTheme] = useState(storedTheme);
  const leftMs = useIdleLock();
  const role = useUser()?.role ?? null;
  const { window: session } = useServices();
  useWindowKeys();
  useCoreEvents();
  useOverviewRefresh();
  const handlers = useMemo(
    () => ({
      ...screenCommands(role, (to) => void navigate({ to })),
      'app.lock': { run: () => void session.lock('asked') },
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
    [navigate, role, session],
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
      <IdleWarning leftMs={leftMs} />
      <LiveRegion />
      {dialog === 'help' ? <HelpDialog onClose={close} /> : null}
      {dialog === 'palette' ? <Palette onClose={close} /> : null}
    </div>
  );
}
