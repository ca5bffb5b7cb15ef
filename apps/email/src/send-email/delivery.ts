import { type MailTimes, mailTimes } from '../mail-times.ts';

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

/** A mail server that was away is asked again after 200 ms, doubling (guess). */
const awayMs = 200;

/** How long a mail waits after its `attempt`th attempt: full jitter, so that what failed together does not come again together. */
export function pauseMs(
  { kind }: Failure,
  attempt: number,
  random: () => number = Math.random,
  { awayCapMs, putOffMs, putOffCapMs }: MailTimes = mailTimes,
): number {
  const wasAnswered = kind === 'put_off' || kind === 'rejects_us';
  const [baseMs, capMs] = wasAnswered ? [putOffMs, putOffCapMs] : [awayMs, awayCapMs];
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30)));
}

/** For logs: mail servers like to repeat whose mailbox they mean. The ledger keeps their words as they are. */
export const withoutAddresses = (text: string): string =>
  text.replaceAll(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '(an address)');
