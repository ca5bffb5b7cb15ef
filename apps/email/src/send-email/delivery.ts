/**
 * How an attempt at handing a mail over ended.
 * `taken`: the mail server has it. `refused`: it says no to this mail for good. `put_off`: it says not now. `rejects_us`: it says no to us,
 * whatever we bring. `unreachable`: it was not asked, or has not got the whole mail. `uncertain`: it may have the whole mail, and gave no
 * answer.
 */
export type Delivery =
  | { readonly kind: 'taken' }
  | {
      readonly kind: 'refused' | 'put_off' | 'rejects_us' | 'unreachable' | 'uncertain';
      readonly reason: string;
    };

export type Failure = Exclude<Delivery, { kind: 'taken' }>;

/** 200 ms doubling to 10 s: a mail server that was away is not kept waiting when it is back (guess). */
const whenAway = { baseMs: 200, capMs: 10_000 };
/** 1 s doubling to 10 min: greylisting lets in what comes again after five minutes or so. */
const whenPutOff = { baseMs: 1_000, capMs: 600_000 };

/** How long a mail waits after its `attempt`th attempt: full jitter, so that what failed together does not come again together. */
export function pauseMs({ kind }: Failure, attempt: number, random: () => number = Math.random): number {
  const wasAnswered = kind === 'put_off' || kind === 'rejects_us';
  const { baseMs, capMs } = wasAnswered ? whenPutOff : whenAway;
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30)));
}
