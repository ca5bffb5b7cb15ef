/** The reason of an abort once the results of a run are no longer read. */
export class RunEnded extends Error {
  override readonly name = 'RunEnded';

  constructor() {
    super('The results are no longer needed.');
  }
}

/**
 * A scenario that is stopped leaves promises that only its next lines would have awaited. Their rejections
 * would end the process before it writes its report. All others do end it.
 */
export function ignoreAbandoned(signal: AbortSignal): void {
  process.on('unhandledRejection', (reason) => {
    if (reason instanceof RunEnded || (signal.aborted && reason === signal.reason)) return;
    throw reason;
  });
}
