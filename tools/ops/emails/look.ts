import { facts, styled } from '../../terminal.ts';
import { type Database, type Listing } from '../options.ts';
import { type LedgerEmail, withEmailLedger } from './email-ledger.ts';
import { type State } from './emails.command.ts';
import { stateText, nextStep } from './text.ts';

const stateList = new Intl.ListFormat('en-US', { type: 'disjunction' });

/** The states that `list` shows by default: all unfinished ones. */
const openStates: readonly State[] = ['held', 'queued', 'sending'];

interface ListOptions extends Listing, Database {
  readonly state?: readonly State[] | undefined;
}

/** `list`: unsent emails, without recipients and content. */
export function list({ state: states = openStates, limit, json, databaseUrl }: ListOptions): Promise<void> {
  return withEmailLedger(databaseUrl, async (ledger) => {
    const { total, emails } = await ledger.list(states, limit);
    const shown = emails.map(withoutAddresses);
    if (json) {
      return console.log(JSON.stringify({ total, emails: shown.map(without('content', 'to')) }, null, 2));
    }
    const rest = emails.length < total ? `; showing the oldest ${emails.length} (--limit)` : '';
    const count = total === 0 ? 'No emails' : total === 1 ? '1 email' : `${total} emails`;
    console.log(styled('bold', `${count} ${stateList.format(states).replace('-', ' ')}${rest}`));
    for (const email of shown) console.log(`\n${entry(email)}`);
  });
}

interface ShowOptions extends Database {
  readonly content?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `show`: everything about one email, or all emails of an order. @throws Error if there is none. */
export function show(
  id: string,
  { content: isContentShown = false, json, databaseUrl }: ShowOptions,
): Promise<void> {
  return withEmailLedger(databaseUrl, async (ledger) => {
    const emails = await ledger.find(id);
    if (emails.length === 0) throw new Error(`The ledger has no email for ${id}.`);
    if (json) {
      const shown = isContentShown ? emails : emails.map(without('content'));
      return console.log(JSON.stringify({ emails: shown }, null, 2));
    }
    console.log(emails.map((email) => description(email, isContentShown)).join('\n\n'));
  });
}

const addresses = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g;

/** Mail servers often repeat the recipient in their replies. */
const withoutAddresses = (email: LedgerEmail): LedgerEmail => ({
  ...email,
  reason: email.reason?.replaceAll(addresses, '(an address)') ?? null,
});

const without =
  (...hidden: readonly (keyof LedgerEmail)[]) =>
  (email: LedgerEmail): Partial<LedgerEmail> =>
    Object.fromEntries(Object.entries(email).filter(([key]) => !hidden.some((each) => each === key)));

function entry(email: LedgerEmail): string {
  return [
    `${styled('bold', email.emailId)}  ${email.kind} for ${email.orderId}`,
    `  ${stateText(email)}`,
    ...(email.reason === null ? [] : [`  ${email.reason}`]),
    `  ${nextStep(email, new Date())}`,
  ].join('\n');
}

function description(email: LedgerEmail, isContentShown: boolean): string {
  const { to, messageId, attemptedAt, content, decisions } = email;
  const kept = content === null ? 'deleted, because the email was sent or given up' : JSON.stringify(content);
  const rows: [string, string | undefined][] = [
    ['to', to],
    ['sent as', messageId],
    ['tried', attemptedAt?.toISOString()],
    ['content', isContentShown ? kept : undefined],
    ...decisions.map(({ at, by, decision, why }): [string, string] => [
      'decision',
      `${new Date(at).toISOString()} ${by}: ${decision.replace('-', ' ')}, because: ${why}`,
    ]),
  ];
  return [entry(email), ...facts(rows, 8)].join('\n');
}
