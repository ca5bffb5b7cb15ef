/** The PATH on which a Redis server is looked up. */
export const readSearchPath = (): string => process.env['PATH'] ?? '';
