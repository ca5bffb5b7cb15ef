export const themeWords = { legend: 'Colors', auto: 'Auto', light: 'Light', dark: 'Dark' } as const;
