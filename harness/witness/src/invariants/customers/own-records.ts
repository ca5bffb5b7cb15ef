import { type CartLine, priceList, priceOf } from '../../customers/price-list.ts';
import { type CustomerResponse } from '../../customers/shopper.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { Facts } from '../../statements/facts.ts';
import { type Invariant } from '../invariant.ts';
import { orderOfMail } from '../mails.ts';
import { addressIn, bodyOf, isCheckout, orderInPath, parsed, responsesIn, summaryOf } from '../responses.ts';
import { number, type Row, text } from '../rows.ts';
import { wronglyOffered } from './advertised.ts';
import { wronglyAddressed } from './greetings.ts';

/** 19. Customers draw orders whose totals differ, so that each amount names its order. */
export const ownRecords: Invariant = {
  number: 19,
  says: "Every record of an order is its customer's own: cart, amount, name and address agree in the request, the response, the order, its payment, its charge and its emails. A receipt lists every line of the cart. Products are shown as advertised.",
  contradictions: (evidence) => {
    const facts = new Facts(evidence);
    const { ledgers } = evidence;
    return [
      ...ledgers.orders.flatMap((order) => orderAgainst(order, facts)),
      ...responsesIn(evidence).flatMap((response) => responseAgainst(response, facts)),
      ...ledgers.charges.flatMap((charge) => chargeAgainst(charge, ledgers)),
      ...ledgers.emails.flatMap((email) => emailAgainst(email, facts)),
      ...ledgers.mails.flatMap((mail) => [...mailAgainst(mail, facts), ...receiptAgainst(mail, facts)]),
      ...wronglyAddressed(facts),
      ...wronglyOffered(evidence),
    ];
  },
};

const inWords = (lines: readonly CartLine[]): string =>
  lines.map(({ productId, quantity }) => `${quantity} × ${productId}`).join(', ');

const linesIn = (value: unknown): readonly (CartLine & Row)[] =>
  Array.isArray(value) ? (value as (CartLine & Row)[]) : [];

/** Each cart that this address sent, for an order whose response was lost. */
function cartsSentBy(email: string, { responses }: Ledgers): string[] {
  return responses
    .filter((response) => isCheckout(response) && addressIn(response.sent) === email)
    .map(({ sent }) => inWords(linesIn(parsed(sent)?.['lines'])))
    .filter((cart) => cart !== '');
}

function orderAgainst(order: Row, facts: Facts): string[] {
  const orderId = text(order, 'order_id');
  const email = text(order, 'customer_email');
  const lines = linesIn(order['lines']);
  const cart = facts.cartOf(orderId);
  const sent = cart === undefined ? cartsSentBy(email, facts.ledgers) : [inWords(cart.lines)];
  const price = priceOf(lines);
  const found = lines.flatMap((line) => priceAgainst(orderId, line));
  if (cart !== undefined && cart.email !== email)
    found.push(`order ${orderId} belongs to ${email}, but ${cart.email} placed it`);
  if (cart !== undefined && cart.name !== text(order, 'customer_name'))
    found.push(
      `order ${orderId} has the name "${text(order, 'customer_name')}", but "${cart.name}" placed it`,
    );
  if (sent.length > 0 && !sent.includes(inWords(lines)))
    found.push(`order ${orderId} has ${inWords(lines)}, but its customer sent ${sent.join(' or ')}`);
  if (price !== undefined && price !== number(order, 'amount_minor'))
    found.push(`order ${orderId} costs ${number(order, 'amount_minor')}, but its lines cost ${price}`);
  return found;
}

/** Rows of fixtures and of older versions may have no prices. */
function priceAgainst(orderId: string, line: CartLine & Row): string[] {
  const advertised = priceList.get(line.productId);
  const unit = (line['unitPrice'] as Row | undefined)?.['amountMinor'];
  return advertised === undefined || unit === undefined || unit === advertised.priceMinor
    ? []
    : [`order ${orderId} has ${line.productId} at ${Number(unit)}, advertised at ${advertised.priceMinor}`];
}

/** Responses that show an order: of a checkout, and of reading it. */
function responseAgainst(response: CustomerResponse, facts: Facts): string[] {
  const body = bodyOf(response);
  const orderId = text(body, 'orderId');
  const lines = linesIn(body['lines']);
  if (orderId === '' || lines.length === 0 || !(isCheckout(response) || orderInPath(response) === orderId))
    return [];
  const cart = isCheckout(response)
    ? linesIn(parsed(response.sent)?.['lines'])
    : facts.cartOf(orderId)?.lines;
  if (cart === undefined) return [];
  const found: string[] = [];
  if (inWords(cart) !== inWords(lines))
    found.push(`${summaryOf(response)} shows ${inWords(lines)} for a cart of ${inWords(cart)}`);
  const shown = number((body['total'] ?? {}) as Row, 'amountMinor');
  const price = priceOf(cart);
  if (price !== undefined && shown !== price)
    found.push(`${summaryOf(response)} shows a total of ${shown} for a cart of ${price}`);
  const owner = text(facts.order(orderId) ?? {}, 'customer_email');
  const address = addressIn(response.text);
  if (owner !== '' && address !== '' && address !== owner)
    found.push(`${summaryOf(response)} shows ${address} as the customer of ${orderId}, which is ${owner}'s`);
  return found;
}

function chargeAgainst({ chargeId, metadata }: Ledgers['charges'][number], { payments }: Ledgers): string[] {
  const payment = payments.find((row) => text(row, 'payment_id') === metadata['paymentId']);
  const orderId = metadata['orderId'];
  return payment === undefined || orderId === undefined || text(payment, 'order_id') === orderId
    ? []
    : [
        `${chargeId} names order ${orderId} and payment ${text(payment, 'payment_id')}, which is of order ${text(payment, 'order_id')}`,
      ];
}

function emailAgainst(email: Row, facts: Facts): string[] {
  const orderId = text(email, 'order_id');
  const owner = text(facts.order(orderId) ?? {}, 'customer_email');
  const recipient = text(email, 'recipient');
  return owner === '' || recipient === '' || recipient === owner
    ? []
    : [
        `the ${text(email, 'kind')} email of order ${orderId} is for ${recipient}, but the order is ${owner}'s`,
      ];
}

function mailAgainst(
  { messageId, to, text: body, subject }: Ledgers['mails'][number],
  facts: Facts,
): string[] {
  const named = [...new Set([...body.matchAll(/\bord_\w+/g)].map(([orderId]) => orderId))];
  if (named.length === 0) return [`email ${messageId} ("${subject}") names no order`];
  return named.flatMap((orderId) => {
    const owner = text(facts.order(orderId) ?? {}, 'customer_email');
    return owner === '' || to === owner
      ? []
      : [`email ${messageId} about order ${orderId} went to ${to}, but the order is ${owner}'s`];
  });
}

/** Invariant 18 compares the products of a refund's email with its refund. */
function receiptAgainst(mail: Ledgers['mails'][number], facts: Facts): string[] {
  if (!/receipt/i.test(mail.subject)) return [];
  const orderId = orderOfMail(mail, facts.ledgers) ?? '';
  const lines = facts.cartOf(orderId)?.lines ?? linesIn(facts.order(orderId)?.['lines']);
  if (lines.length === 0) return [];
  const listed = inOrder(mail.text.match(receiptLine) ?? []);
  const bought = inOrder(facts.receiptLinesOf({ lines }));
  return listed === bought
    ? []
    : [`the receipt of order ${orderId} lists ${listed || 'nothing'}, but its cart was ${bought}`];
}

const receiptLine = /^\d+ x .*\S(?=\s*$)/gm;

/** A product may be in several lines, and two lines may be the same. */
const inOrder = (lines: readonly string[]): string => lines.toSorted().join('; ');
