import { type Message } from '@holdfast/lab-api';

const kept = 4_000;

/** Counts how often the same request has passed: same connection of roles, same label, same key or order. */
export class Attempts {
  private readonly seen = new Map<string, number>();

  /** 1 for the first, and for every message that cannot be a repetition. */
  count(message: Message): number {
    const name = sameRequest(message);
    if (name === undefined) return 1;
    const attempt = (this.seen.get(name) ?? 0) + 1;
    // Moves it to the end, so that the oldest is the first.
    this.seen.delete(name);
    this.seen.set(name, attempt);
    if (this.seen.size > kept) for (const oldest of this.seen.keys()) return this.forget(oldest, attempt);
    return attempt;
  }

  private forget(name: string, attempt: number): number {
    this.seen.delete(name);
    return attempt;
  }
}

/** Without a key, only an equal length distinguishes a repetition from another message about the order. */
function sameRequest({
  protocol,
  direction,
  route,
  label,
  key,
  orders = [],
  bytes,
}: Message): string | undefined {
  if (direction !== 'request' || (protocol !== 'http' && label !== 'DATA content')) return undefined;
  if (key !== undefined) return `${route} ${label} ${key}`;
  return orders.length === 1 ? `${route} ${label} ${orders.join()} ${bytes}` : undefined;
}
