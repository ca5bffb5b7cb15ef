import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Evidence } from '../evidence.ts';
import { bodyOf, isCheckout } from '../responses.ts';
import { text } from '../rows.ts';

/** An address to which a bank sends the customer of a payment, or would. */
interface Return {
  readonly intentId: string;
  readonly address: string;
}

/**
 * Addresses for the way back from a bank that do not lead to the page of the order, in the shop. The provider
 * and the bank learn them, so they may not open the order.
 */
export function wrongReturns(evidence: Evidence): string[] {
  const { ledgers, shopUrl } = evidence;
  const orders = new Map(ledgers.intents.map(({ intentId, orderId }) => [intentId, orderId]));
  const tokens = ledgers.responses.filter(isCheckout).map((each) => text(bodyOf(each), 'accessToken'));
  const known = new Set(tokens.filter((token) => token !== ''));
  const found = returnsIn(evidence).flatMap(({ intentId, address }) => {
    const orderId = orders.get(intentId) ?? '';
    if (orderId === '') return [];
    const why = whyWrong(address, orderId, shopUrl);
    const opened = [...known].some((token) => address.includes(token)) ? ', with the token of an order' : '';
    return why === undefined && opened === ''
      ? []
      : [`the bank of ${intentId} sends the customer of ${orderId} to ${why ?? address}${opened}`];
  });
  return [...new Set(found)];
}

function returnsIn({ ledgers, samples }: Evidence): Return[] {
  const pages = new Map<string, Return>();
  for (const { intents } of [...samples, ledgers])
    for (const { intentId, returnUrl } of intents)
      if (typeof returnUrl === 'string')
        pages.set(`${intentId} ${returnUrl}`, { intentId, address: returnUrl });
  return [...pages.values(), ...ledgers.bankResponses.flatMap(sentBack)];
}

const sentBack = ({ intentId, returnedTo }: Ledgers['bankResponses'][number]): Return[] =>
  returnedTo === undefined ? [] : [{ intentId, address: returnedTo }];

/** Undefined if the address is right. Stripe adds parameters of its own. */
function whyWrong(address: string, orderId: string, shopUrl: string | undefined): string | undefined {
  if (!URL.canParse(address)) return `"${address}", which is not an address`;
  const { origin, pathname, searchParams } = new URL(address);
  const page = `/orders/${orderId}`;
  const isPage =
    shopUrl === undefined ? pathname.endsWith(page) : `${origin}${pathname}` === `${shopUrl}${page}`;
  if (!isPage) return `${origin}${pathname}`;
  return searchParams.get('from') === 'bank' ? undefined : `${address}, as if not from the bank`;
}
