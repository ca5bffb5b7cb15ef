import { facts, styled } from '../terminal.ts';
import { type ListCommand, type ShowCommand } from './arguments.ts';
import { type LedgerEmail, withEmailLedger } from './email-ledger.ts';
import { standing, whatIsNext } from './text.ts';

/** `list`: the mails that are not sent, without whom they go to and what they say. */
export function list({ states, limit, isJson, databaseUrl }: ListCommand): Promise<void> {
  return withEmailLedger(databaseUrl, async (ledger) => {
    const { total, mails } = await ledger.list(states, limit);
    if (isJson) {
      return console.log(JSON.stringify({ total, mails: mails.map(without('content', 'to')) }, null, 2));
    }
    const rest = mails.length < total ? `; here are the ${mails.length} oldest (--limit)` : '';
    const title = total === 0 ? 'No mail is' : total === 1 ? '1 mail is' : `${total} mails are`;
    console.log(styled('bold', `${title} ${states.join(', ').replace('-', ' ')}${rest}`));
    for (const mail of mails) console.log(`\n${entry(mail)}`);
  });
}

/** `show`: everything about one mail, or all of an order. @throws Error when there is none. */
export function show({ id, isContentShown, isJson, databaseUrl }: ShowCommand): Promise<void> {
  return withEmailLedger(databaseUrl, async (ledger) => {
    const mails = await ledger.find(id);
    if (mails.length === 0) throw new Error(`The ledger has no mail of ${id}.`);
    if (isJson) {
      const shown = isContentShown ? mails : mails.map(without('content'));
      return console.log(JSON.stringify({ mails: shown }, null, 2));
    }
    console.log(mails.map((mail) => description(mail, isContentShown)).join('\n\n'));
  });
}

const without =
  (...hidden: readonly (keyof LedgerEmail)[]) =>
  (mail: LedgerEmail): Partial<LedgerEmail> =>
    Object.fromEntries(Object.entries(mail).filter(([key]) => !hidden.some((each) => each === key)));

function entry(mail: LedgerEmail): string {
  return [
    `${styled('bold', mail.emailId)}  ${mail.kind} of ${mail.orderId}`,
    `  ${standing(mail)}`,
    ...(mail.reason === null ? [] : [`  ${mail.reason}`]),
    `  ${whatIsNext(mail, new Date())}`,
  ].join('\n');
}

function description(mail: LedgerEmail, isContentShown: boolean): string {
  const { to, messageId, attemptedAt, content, decisions } = mail;
  const kept =
    content === null ? 'not kept: it is forgotten once a mail is sent or given up' : JSON.stringify(content);
  const rows: [string, string | undefined][] = [
    ['to', to],
    ['as', messageId],
    ['tried', attemptedAt?.toISOString()],
    ['content', isContentShown ? kept : undefined],
    ...decisions.map(({ at, by, decision, why }): [string, string] => [
      'decision',
      `${new Date(at).toISOString()} ${by}: ${decision.replace('-', ' ')}, because: ${why}`,
    ]),
  ];
  return [entry(mail), ...facts(rows, 8)].join('\n');
}
