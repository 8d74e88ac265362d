export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'quintet.theme';

function isTheme(value: unknown): value is Theme {
  return THEMES.some((theme) => theme === value);
}

/** The theme a person chose on this machine; `system` follows the desktop. */
export function storedTheme(): Theme {
  const value = localStorage.getItem(KEY);
  return isTheme(value) ? value : 'system';
}

/** Puts a theme in force and remembers it. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  localStorage.setItem(KEY, theme);
}

export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
}
