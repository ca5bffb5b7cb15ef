/** A page of one ledger. */
export interface LedgerPosition<Ledger extends string> {
  /** Its name. */
  readonly ledger: Ledger;
  /** Undefined at the start of the ledger. */
  readonly cursor: string | undefined;
}

/**
 * Walks several ledgers in order, page by page. As a text, a position is a ledger's name and the cursor in
 * it.
 */
export class LedgerOrder<Ledger extends string> {
  constructor(private readonly ledgers: readonly [Ledger, ...Ledger[]]) {}

  /** The first ledger if there is no position; undefined if the position is invalid. */
  read(position: string | undefined): LedgerPosition<Ledger> | undefined {
    if (position === undefined) return { ledger: this.ledgers[0], cursor: undefined };
    const [name, ...rest] = position.split(':');
    const ledger = this.ledgers.find((each) => each === name);
    return ledger && { ledger, cursor: rest.join(':') || undefined };
  }

  /**
   * The next position: in the same ledger, or at the start of the next; null after the last.
   * @throws Error if the next page is this one, so that reading would never end
   */
  next({ ledger, cursor: current }: LedgerPosition<Ledger>, cursor: string | undefined): string | null {
    if (cursor !== undefined && cursor === current)
      throw new Error(`the page of ${ledger} after ${cursor} comes again`);
    if (cursor !== undefined) return `${ledger}:${cursor}`;
    const following = this.ledgers[this.ledgers.indexOf(ledger) + 1];
    return following === undefined ? null : `${following}:`;
  }
}
