/** Sent with every response: browsers must not guess a content type. */
export const edgeHeaders = { 'x-content-type-options': 'nosniff' } as const;
