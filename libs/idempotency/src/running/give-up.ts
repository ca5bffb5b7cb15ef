import { reasonOf } from '@holdfast/service-defaults';
import { type CallAttempt, type Phase } from '../operation/phase.ts';
import { type CallResolution } from './resolve-call.ts';

/** After this, the remote party may not recognize the key: a repeated call could act twice. */
export const isTooLateToSend = (
  { resendForMs }: Pick<Phase<never>, 'resendForMs'>,
  { firstSentMsAgo }: CallAttempt,
): boolean => firstSentMsAgo >= resendForMs;

/** Ends the automatic checks of a call: an operator has to decide. */
export function giveUp(error: unknown): CallResolution {
  return { kind: 'stopped', suspension: { state: 'review', reason: reasonOf(error) }, error };
}

export const neverSeen = ({ name }: Pick<Phase<never>, 'name'>): Error =>
  new Error(`the remote party never received ${name}, and it is too late to send it again`);
