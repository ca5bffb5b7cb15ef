/**
 * Walks several ledgers in order, page by page. A position is a text: a ledger's name and the cursor in it.
 */
export class LedgerOrder<Ledger extends string> {
  constructor(private readonly ledgers: readonly [Ledger, ...Ledger[]]) {}

  /** The first ledger if there is no position; undefined if the position is invalid. */
  read(
    position: string | undefined,
  ): { readonly ledger: Ledger; readonly cursor: string | undefined } | undefined {
    if (position === undefined) return { ledger: this.ledgers[0], cursor: undefined };
    const [name, ...rest] = position.split(':');
    const ledger = this.ledgers.find((each) => each === name);
    return ledger && { ledger, cursor: rest.join(':') || undefined };
  }

  /** The next position: in the same ledger, or at the start of the next; null after the last. */
  next(ledger: Ledger, cursor: string | undefined): string | null {
    if (cursor !== undefined) return `${ledger}:${cursor}`;
    const following = this.ledgers[this.ledgers.indexOf(ledger) + 1];
    return following === undefined ? null : `${following}:`;
  }
}
