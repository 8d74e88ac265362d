import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';

export interface ScreenProps {
  readonly rail: ReactNode;
  readonly main: ReactNode;
  /** Floats over the bottom of the middle column without moving it. */
  readonly overMain?: ReactNode;
  readonly panel?: ReactNode;
  readonly panelLabel?: string;
  /** Dialogs of the screen. */
  readonly children?: ReactNode;
}

const NARROW = window.matchMedia('(max-width: 900px)');

function subscribeNarrow(listener: () => void): () => void {
  NARROW.addEventListener('change', listener);
  return () => {
    NARROW.removeEventListener('change', listener);
  };
}

/** In a narrow or strongly zoomed window the rail folds into a disclosure above the content. */
function Rail({ children }: { readonly children: ReactNode }) {
  const intl = useIntl();
  const isNarrow = useSyncExternalStore(subscribeNarrow, () => NARROW.matches);
  const [isOpen, setOpen] = useState(false);
  const label = intl.formatMessage({ id: 'app.navigation' });
  if (!isNarrow) {
    return (
      <nav className="rail" aria-label={label}>
        {children}
      </nav>
    );
  }
  return (
    <nav className="rail rail-folded" aria-label={label}>
      <details
        open={isOpen}
        onToggle={(event) => {
          setOpen(event.currentTarget.open);
        }}
      >
        <summary>
          <FormattedMessage id="app.queuesAndScreens" />
        </summary>
        {children}
      </details>
    </nav>
  );
}

/** The frame every screen stands in: rail, middle column, and a panel where the screen has one. */
export function Screen({ rail, main, overMain, panel, panelLabel, children }: ScreenProps) {
  return (
    <div className={`screen ${panelLabel === undefined ? 'screen-wide' : ''}`}>
      <Rail>{rail}</Rail>
      <main className="middle">
        <div id="content" className="main" tabIndex={-1}>
          {main}
        </div>
        {overMain ?? null}
      </main>
      {panelLabel === undefined ? null : (
        <aside className="panel" aria-label={panelLabel}>
          {panel}
        </aside>
      )}
      {children}
    </div>
  );
}
