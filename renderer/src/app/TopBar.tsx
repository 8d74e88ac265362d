import { CircleQuestionMark, Monitor, Moon, Search, Sun } from 'lucide-react';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { KeyCap } from '../components/KeyCap.tsx';
import { Mark } from '../components/Mark.tsx';
import { useCommand } from '../use-commands.ts';
import { useOverview } from './overview.ts';
import { PersonMenu } from './PersonMenu.tsx';
import { useHello, useMay } from './session.ts';
import type { Theme } from './theme.ts';

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon } as const;

function Exposure() {
  const { data } = useOverview();
  const may = useMay();
  if (data === undefined || !may('review.reveal')) return null;
  const { usedMinutes, budgetMinutes } = data.exposure;
  const isOver = usedMinutes >= budgetMinutes;
  return (
    <span className={isOver ? 'is-late' : 'muted'}>
      <FormattedMessage
        id={isOver ? 'app.exposureOver' : 'app.exposure'}
        values={{ used: Math.floor(usedMinutes), budget: Math.round(budgetMinutes) }}
      />
    </span>
  );
}

/** Mark, palette, today's exposure, help, theme, who is signed in. */
export function TopBar({ theme }: { readonly theme: Theme }) {
  const intl = useIntl();
  const palette = useCommand('app.palette');
  const help = useCommand('app.help');
  const changeTheme = useCommand('app.theme');
  const hello = useHello();
  const ThemeIcon = THEME_ICONS[theme];
  return (
    <header className="bar">
      <div className="brand">
        <Mark />
        <FormattedMessage id="app.name" />
        {hello?.sample === true ? (
          <span className="sample-tag">
            <FormattedMessage id="app.sample" />
          </span>
        ) : null}
      </div>
      <Button className="search-button" onPress={palette.run} isDisabled={!palette.enabled}>
        <Search size={14} aria-hidden="true" />
        <span>
          <FormattedMessage id="app.search" />
        </span>
        <KeyCap keys={palette.keys} />
      </Button>
      <div className="bar-end">
        <Exposure />
        <Button
          className="icon-button"
          onPress={changeTheme.run}
          aria-label={intl.formatMessage({ id: 'app.theme' }, { theme })}
        >
          <ThemeIcon size={16} aria-hidden="true" />
        </Button>
        <Button className="icon-button" onPress={help.run} aria-label={intl.formatMessage({ id: 'app.help' })}>
          <CircleQuestionMark size={16} aria-hidden="true" />
        </Button>
        <PersonMenu />
      </div>
    </header>
  );
}
