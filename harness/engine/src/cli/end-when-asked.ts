/** The exit code of a run that was stopped. */
export const stopped = 130;

/**
 * The first Ctrl-C shuts down gracefully; a second one, at least a second later, immediately. The stacks stop
 * either way.
 */
export function endWhenAsked(ending: AbortController): void {
  let askedAt: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const at = performance.now();
      if (askedAt !== undefined && at - askedAt > 1_000) process.exit(stopped);
      if (askedAt !== undefined) return;
      askedAt = at;
      process.stderr.write('\nstopping … results so far are kept (Ctrl-C again to quit immediately)\n');
      ending.abort(new Error('The suite was stopped.'));
    });
  }
}
