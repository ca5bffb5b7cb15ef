const inWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  // The name of a container that is stopped.
  EAI_AGAIN: 'host not found',
  ENOTFOUND: 'host not found',
};

/**
 * Why `fetch` got no response. Tests the shape, not the class: under Jest, errors come from another realm.
 */
export function fetchFailure(error: unknown, timeoutMs: number): string {
  const { name, cause, message } = error as Error;
  if (name === 'TimeoutError') return `no response within ${timeoutMs / 1_000} s`;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code === undefined ? message : (inWords[code] ?? code);
}
