/** Ledgers that are gone through one after the other, page by page. A position is the name of one and where to go on in it, as a text. */
export class LedgerOrder<Ledger extends string> {
  constructor(private readonly ledgers: readonly [Ledger, ...Ledger[]]) {}

  /** The first ledger without a position; undefined when it names none of these. */
  read(
    position: string | undefined,
  ): { readonly ledger: Ledger; readonly cursor: string | undefined } | undefined {
    if (position === undefined) return { ledger: this.ledgers[0], cursor: undefined };
    const [name, ...rest] = position.split(':');
    const ledger = this.ledgers.find((each) => each === name);
    return ledger && { ledger, cursor: rest.join(':') || undefined };
  }

  /** Where to go on: in the same ledger, or at the beginning of the one after it; null after the last. */
  next(ledger: Ledger, cursor: string | undefined): string | null {
    if (cursor !== undefined) return `${ledger}:${cursor}`;
    const following = this.ledgers[this.ledgers.indexOf(ledger) + 1];
    return following === undefined ? null : `${following}:`;
  }
}
