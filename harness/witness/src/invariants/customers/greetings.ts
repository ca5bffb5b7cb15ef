import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Facts } from '../../statements/facts.ts';
import { orderOfMail } from '../mails.ts';
import { text } from '../rows.ts';

type Mail = Ledgers['mails'][number];

/** Emails that greet anyone but the customer of their order, and those from another sender than their ID. */
export const wronglyAddressed = (facts: Facts): string[] =>
  facts.ledgers.mails.flatMap((mail) => [...greetingAgainst(mail, facts), ...senderAgainst(mail)]);

function greetingAgainst(mail: Mail, facts: Facts): string[] {
  const orderId = orderOfMail(mail, facts.ledgers) ?? '';
  const order = facts.order(orderId);
  const name = facts.cartOf(orderId)?.name ?? text(order ?? {}, 'customer_name');
  if (order === undefined || mayBeLeftOut(name)) return [];
  const greeting = /^Hello.*$/m.exec(mail.text)?.[0];
  const expected = name === '' ? 'Hello,' : `Hello ${name.replaceAll(/\s+/g, ' ')},`;
  return greeting === undefined || greeting === expected
    ? []
    : [`email ${mail.messageId} about order ${orderId} begins with "${greeting}" instead of "${expected}"`];
}

/** A name may be long, or look like a link, which mail programs would make of it. */
const mayBeLeftOut = (name: string): boolean => [...name].length > 60 || /[./@\\\p{C}]/u.test(name);

/** The ID of an email ends with the domain of its sender. */
function senderAgainst({ messageId, from }: Mail): string[] {
  const domain = /@([^>]+)>?$/.exec(messageId)?.[1];
  return from === undefined || from.endsWith(`@${domain}`)
    ? []
    : [`email ${messageId} is from ${from === '' ? 'no sender' : from}`];
}
