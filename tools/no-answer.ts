/** Why `fetch` got no answer. By shape, not by class: what it throws need not be of this realm's classes. */
export function reasonOf(error: unknown, patienceMs: number): string {
  const { name, cause, message } = error as Error;
  if (name === 'TimeoutError') return `nothing within ${patienceMs / 1_000} s`;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ECONNREFUSED' ? 'connection refused' : (code ?? message);
}
