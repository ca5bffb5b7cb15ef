/** Thrown for invalid arguments; the message names them. */
export class UsageError extends Error {}
