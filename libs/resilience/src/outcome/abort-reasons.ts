/** Abort reason of an attempt that timed out. */
export class AttemptTimeout extends Error {
  constructor(afterMs: number) {
    super(`no response within ${Math.round(afterMs)} ms`);
    this.name = 'TimeoutError';
  }
}

/** Abort reason of an attempt that its caller canceled; `cause` is the reason of the caller's signal. */
export class CallCanceled extends Error {
  constructor(reason: unknown) {
    super('canceled by the caller', { cause: reason });
    this.name = 'AbortError';
  }
}
