import { createHash } from 'node:crypto';

/** As in PgJDBC. Texts that a program composes anew each time rarely come back this often. */
const usesBeforePreparing = 5;
/** Far more than a service has. Beyond that the counting starts over. */
const mostTexts = 1_000;

/**
 * Names for statements that are worth preparing: a hash of the text, from its fifth use in this process on.
 */
export class StatementNames {
  private readonly uses = new Map<string, number | string>();

  /** Undefined if the text has not been used often enough. */
  for(text: string): string | undefined {
    const known = this.uses.get(text) ?? 0;
    if (typeof known === 'string') return known;
    if (known + 1 < usesBeforePreparing) {
      if (this.uses.size >= mostTexts) this.uses.clear();
      this.uses.set(text, known + 1);
      return undefined;
    }
    const name = createHash('sha256').update(text).digest('base64url').slice(0, 20);
    this.uses.set(text, name);
    return name;
  }
}
