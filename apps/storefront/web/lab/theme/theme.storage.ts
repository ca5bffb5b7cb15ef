import { type Theme, themeOf } from './theme.ts';

const entry = 'holdfast.lab.theme';

export function readTheme(): Theme {
  try {
    return themeOf(localStorage.getItem(entry));
  } catch {
    return 'auto';
  }
}

export function storeTheme(theme: Theme): void {
  try {
    localStorage.setItem(entry, theme);
  } catch {
    // Blocked: the choice lasts as long as the page.
  }
}
