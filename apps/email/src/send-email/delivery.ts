import { type EmailTimes, emailTimes } from '../email-times.ts';

/**
 * The result of an attempt.
 *
 * - `accepted`: the mail server has the email.
 * - `refused`: permanent refusal of this email (5xx).
 * - `deferred`: temporary refusal (4xx).
 * - `sender_rejected`: our login or sender was refused.
 * - `unreachable`: the server was not called, or did not receive the whole email.
 * - `uncertain`: the server may have received the whole email, but did not respond.
 */
export type Delivery =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused' | 'deferred' | 'sender_rejected' | 'unreachable' | 'uncertain';
      readonly reason: string;
    };

export type Failure = Exclude<Delivery, { kind: 'accepted' }>;

/**
 * Uncertain attempts, by `EMAIL_WHEN_UNCERTAIN`, after which an email is held. A second copy makes up for a
 * lost response; a server that confirms nothing would get one every few seconds.
 */
export const uncertainLimits = { hold: 1, resend: 2 } as const;

/** 200 ms, doubling, until a mail server that was down is tried again. */
const awayMs = 200;

/** The pause after an attempt, with full jitter so that emails that failed together do not retry together. */
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

/** For logs: mail servers often repeat the address. The ledger keeps their replies unchanged. */
export const withoutAddresses = (text: string): string =>
  text.replaceAll(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '(an address)');
