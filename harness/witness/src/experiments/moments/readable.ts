import { type Ledgers } from '../../ledgers/ledgers.ts';

/** Why one of these ledgers could not be read; undefined if all were. */
export function unreadable({ unreadable: all }: Ledgers, ...sources: readonly string[]): string | undefined {
  const reason = all.find((each) => sources.some((source) => each.startsWith(`${source}: `)));
  return reason === undefined ? undefined : `cannot be read: ${reason}`;
}
