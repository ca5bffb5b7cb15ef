export type Theme = 'auto' | 'light' | 'dark';

export const themes = ['auto', 'light', 'dark'] as const satisfies readonly Theme[];

/** A stored theme; `auto` for anything else. */
export const themeOf = (stored: string | null): Theme => themes.find((theme) => theme === stored) ?? 'auto';
