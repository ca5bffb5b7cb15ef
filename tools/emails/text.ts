import { type Decision } from './arguments.ts';
import { type LedgerEmail } from './email-ledger.ts';

/** How an email stands, and since when. */
export function standing({ state, attempts, createdAt, sentAt }: LedgerEmail): string {
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  const asked = `asked for ${createdAt.toISOString()}`;
  return state === 'sent'
    ? `sent ${sentAt?.toISOString()}, ${asked}`
    : `${state.replace('-', ' ')}, ${asked}, tried ${times}`;
}

/** What happens to an email next by itself, or who it waits for. */
export function whatIsNext({ state, isKept, dueAt, emailId }: LedgerEmail, now: Date): string {
  switch (state) {
    case 'queued':
      if (!isKept) return 'An older version of email is seeing to it: it is tried again with its job.';
      return dueAt > now
        ? `It is tried again by itself after ${dueAt.toISOString()}.`
        : 'It is tried again by itself within seconds, when a process of email is alive.';
    case 'sending':
      return 'A process is sending it. Should that die, another takes it over within half a minute.';
    case 'held':
      return isKept
        ? `A person must decide: npm run emails -- resolve ${emailId} --send-again|--sent|--give-up --why '…'`
        : `A person must decide: npm run emails -- resolve ${emailId} --sent|--give-up --why '…'`;
    case 'given-up':
      return 'A person decided that it is never sent.';
    case 'sent':
      return 'Nothing is to be done.';
  }
}

/** What was decided, to whoever decided it. */
export function decided(decision: Decision, { emailId, messageId }: LedgerEmail): string {
  const words = {
    'send-again': `a process of email sends it again within seconds, as ${messageId}`,
    sent: 'counts as sent',
    'give-up': 'is never sent',
  };
  return `${emailId}: ${words[decision]}.`;
}

/** Why nothing could be decided about an email. */
export function refusal(emailId: string, now: LedgerEmail | undefined): string {
  if (now === undefined) return `${emailId}: there is no such email.`;
  if (now.state === 'held') return `${emailId}: what it was to say is not kept, so it cannot be sent again.`;
  return `${emailId}: it is not held but ${now.state.replace('-', ' ')}, so there is nothing to decide.`;
}
