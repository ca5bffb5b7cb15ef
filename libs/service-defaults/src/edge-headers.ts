/** On every answer: a browser takes its Content-Type as it stands, and never guesses a script where there is none. */
export const edgeHeaders = { 'x-content-type-options': 'nosniff' } as const;
