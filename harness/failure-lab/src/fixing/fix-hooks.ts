/**
 * One step of `POST /heal-all`. Resolves to one sentence about each thing it did; none if there was nothing
 * to do. A rejection is reported with its message, and the other steps still run.
 */
export type FixHook = () => Promise<readonly string[]>;

/** Steps that folders add to `POST /heal-all`: stopping customers, runs and plans. */
export class FixHooks {
  private readonly added: FixHook[] = [];

  add(hook: FixHook): void {
    this.added.push(hook);
  }

  get all(): readonly FixHook[] {
    return this.added;
  }
}
