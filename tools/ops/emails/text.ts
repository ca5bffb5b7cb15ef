import { type Decision } from './emails.command.ts';
import { type LedgerEmail } from './email-ledger.ts';

/** The state of an email, and its times. */
export function stateText({ state, attempts, createdAt, sentAt }: LedgerEmail): string {
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  const requested = `requested ${createdAt.toISOString()}`;
  return state === 'sent'
    ? `sent ${sentAt?.toISOString()}, ${requested}`
    : `${state.replace('-', ' ')}, ${requested}, tried ${times}`;
}

/** The next step for an email: an automatic one, or the command for a decision. */
export function nextStep(email: LedgerEmail, now: Date): string {
  const { state, isKept, isUntrue, dueAt, emailId, decisions } = email;
  switch (state) {
    case 'queued':
      if (!isKept) return 'Handled by an older version of email, which retries it with its job.';
      return dueAt > now
        ? `Will be retried after ${dueAt.toISOString()}. No action needed.`
        : 'Will be retried within seconds, as soon as an email process is running. No action needed.';
    case 'sending':
      return 'A process is sending it. If it crashes, another process takes over within 30 s.';
    case 'held':
      return isKept && !isUntrue
        ? `Needs a decision: npm run ops -- emails resolve ${emailId} --send-again|--sent|--give-up --why '…'`
        : `Needs a decision: npm run ops -- emails resolve ${emailId} --sent|--give-up --why '…'`;
    case 'given-up':
      return decisions.some(({ decision }) => decision === 'give-up')
        ? 'An operator gave it up; it will never be sent.'
        : 'Given up: it will never be sent.';
    case 'sent':
      return 'No action needed.';
  }
}

/** The consequences of giving up these emails. */
export function givenUpText(emails: readonly LedgerEmail[]): string {
  const lines = emails.map(({ emailId, kind, orderId }) => `  ${emailId}  ${kind} for ${orderId}`);
  return ['These emails will never be sent, and their content will be deleted:', ...lines].join('\n');
}

/** Confirms a decision. */
export function decided(decision: Decision, { emailId, messageId }: LedgerEmail): string {
  const words = {
    'send-again': `an email process will send it again within seconds, as ${messageId}`,
    sent: 'recorded as sent',
    'give-up': 'will never be sent',
  };
  return `${emailId}: ${words[decision]}.`;
}

/** The reason why a decision was not possible. */
export function refusal(emailId: string, decision: Decision, now: LedgerEmail | undefined): string {
  if (now === undefined) return `${emailId}: not found.`;
  if (now.state !== 'held' && now.state !== 'queued')
    return `${emailId}: ${now.state.replace('-', ' ')}, so there is nothing to decide.`;
  if (decision === 'sent')
    return `${emailId}: queued, and no attempt can have sent it. Use --send-again or --give-up.`;
  return now.isUntrue
    ? `${emailId}: a later email made it untrue, so it cannot be sent again. Use ${ends(now)}.`
    : `${emailId}: its content is no longer stored, so it cannot be sent again. Use ${ends(now)}.`;
}

const ends = ({ state, mayBeOut }: LedgerEmail): string =>
  state === 'held' || mayBeOut ? '--sent or --give-up' : '--give-up';
