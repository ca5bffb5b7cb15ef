/** A live value whose sender says how it may be kept, in its `Cache-Control`. */
export class LiveResponse<T> {
  constructor(
    readonly value: T,
    readonly cacheControl: string | undefined,
  ) {}
}

/** The other side says that there is no such thing (404, 410). What was kept of it is deleted, and the caller is told. */
export class AbsentError extends Error {
  constructor(
    readonly dependency: string,
    options?: ErrorOptions,
  ) {
    super(`${dependency}: there is no such thing`, options);
    this.name = 'AbsentError';
  }
}
