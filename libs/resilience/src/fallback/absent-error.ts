/**
 * The dependency reports that there is no such thing (404, 410). Deletes the stored value and reaches the
 * caller.
 */
export class AbsentError extends Error {
  constructor(
    readonly dependency: string,
    options?: ErrorOptions,
  ) {
    super(`${dependency}: there is no such thing`, options);
    this.name = 'AbsentError';
  }
}
