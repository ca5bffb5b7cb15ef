import { type EmailTimes, emailTimes } from '../email-times.ts';

/**
 * How an attempt at handing a mail over ended.
 * `accepted`: the mail server has it. `refused`: it says no to this mail for good. `deferred`: it says not now. `sender_rejected`: it says no to us,
 * whatever we bring. `unreachable`: it was not asked, or has not got the whole mail. `uncertain`: it may have the whole mail, and gave no
 * answer.
 */
export type Delivery =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused' | 'deferred' | 'sender_rejected' | 'unreachable' | 'uncertain';
      readonly reason: string;
    };

export type Failure = Exclude<Delivery, { kind: 'accepted' }>;

/** A mail server that was away is asked again after 200 ms, doubling (guess). */
const awayMs = 200;

/** How long a mail waits after its `attempt`th attempt: full jitter, so that what failed together does not come again together. */
export function pauseMs(
  { kind }: Failure,
  attempt: number,
  random: () => number = Math.random,
  { awayCapMs, deferredMs, deferredCapMs }: EmailTimes = emailTimes,
): number {
  const wasAnswered = kind === 'deferred' || kind === 'sender_rejected';
  const [baseMs, capMs] = wasAnswered ? [deferredMs, deferredCapMs] : [awayMs, awayCapMs];
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30)));
}

/** For logs: mail servers like to repeat whose mailbox they mean. The ledger keeps their words as they are. */
export const withoutAddresses = (text: string): string =>
  text.replaceAll(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '(an address)');
