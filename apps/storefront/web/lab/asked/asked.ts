/** A request for a new state, which only the stream can confirm. */
export interface Asked<T> {
  /** The state that was asked for. */
  readonly target: T;
  /** By the browser's clock. */
  readonly at: number;
  /** The lab's sentence, if it refused. */
  readonly refusal: string | null;
}

export type AskedState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asked' }
  /** Accepted, or without a response so far, and not seen in the stream. */
  | { readonly kind: 'unconfirmed'; readonly afterMs: number }
  | { readonly kind: 'refused'; readonly detail: string };

/** 5 s: slower than any state that the stream reports, each of which is read at least every 2 s. */
const patienceMs = 5_000;

export function askedState<T>(asked: Asked<T> | null, now: number, withinMs = patienceMs): AskedState {
  if (asked === null) return { kind: 'idle' };
  if (asked.refusal !== null) return { kind: 'refused', detail: asked.refusal };
  const afterMs = now - asked.at;
  return afterMs < withinMs ? { kind: 'asked' } : { kind: 'unconfirmed', afterMs };
}
