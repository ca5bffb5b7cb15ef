/** The reason of an attempt's signal when its time was over. */
export class AttemptTimeout extends Error {
  constructor(afterMs: number) {
    super(`no answer within ${Math.round(afterMs)} ms`);
    this.name = 'TimeoutError';
  }
}

/** The reason of an attempt's signal when its caller left; `cause` is the reason of the caller's own signal. */
export class CallCanceled extends Error {
  constructor(reason: unknown) {
    super('the caller left', { cause: reason });
    this.name = 'AbortError';
  }
}
