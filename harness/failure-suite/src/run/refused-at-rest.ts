import { randomUUID } from 'node:crypto';
import { type JsonSchema } from '@holdfast/local-stack/documented-api';
import { type CustomerResponse } from '@holdfast/witness';
import { type System } from '../system/system.ts';
import { wrongBodies } from './wrong-bodies.ts';

type Asked = Pick<System, 'ask' | 'query'>;

/** A paid order as its customer has it. */
interface PaidOrder {
  readonly orderId: string;
  readonly token: string;
  readonly email: string;
  readonly currency: string;
  readonly productId: string;
  /** The body of its checkout. */
  readonly sent: unknown;
}

/** A request that must be refused. */
interface Attempt {
  /** `a checkout whose lines.0.quantity = 0` */
  readonly what: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly isRefused: (status: number, text: string) => boolean;
}

/** Overload and limits refuse as well: nothing ran. */
const sentAway = new Set([429, 503]);
const invalid = new Set([400, 422]);

const isNeverValid = (status: number): boolean => invalid.has(status);
const needsOperator = (status: number, text: string): boolean =>
  status === 403 && text.includes('"refund_needs_operator"');

/**
 * Sends one copy of checkout what it must refuse: variants of the latest paid order's checkout that its
 * document does not allow, and its customer's requests for a part of the money. Lists what was not refused,
 * and what left a row.
 */
export async function refusedAtRest(
  system: Asked,
  copy: string,
  responses: readonly CustomerResponse[],
  schema: JsonSchema,
): Promise<readonly string[]> {
  const order = latestPaid(responses);
  if (order === undefined) return [];
  const before = await rowsOf(system, order);
  const accepted: string[] = [];
  // In turn: together, they could be too many for the limits of a scenario.
  for (const { what, path, headers, body, isRefused } of [...checkouts(order, schema), ...parts(order)]) {
    const { status, text } = await system.ask(copy, path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify(body),
    });
    if (!sentAway.has(status) && !isRefused(status, text))
      accepted.push(`${copy} returned ${status} to ${what}`);
  }
  const after = await rowsOf(system, order);
  return after === before ? accepted : [...accepted, `refused requests left rows: ${before} → ${after}`];
}

function latestPaid(responses: readonly CustomerResponse[]): PaidOrder | undefined {
  for (const response of responses.toReversed()) {
    const paid =
      response.path === '/checkouts' && response.status === 201 ? paidOrderIn(response) : undefined;
    if (paid !== undefined) return paid;
  }
  return undefined;
}

interface Placed {
  readonly status?: string;
  readonly orderId?: string;
  readonly accessToken?: string;
  readonly customer?: { readonly email?: string };
  readonly total?: { readonly currency?: string };
  readonly lines?: readonly { readonly productId?: string }[];
}

/** A lab may have changed or cut the response: one that does not say everything is left out. */
function paidOrderIn({ text, sent }: CustomerResponse): PaidOrder | undefined {
  const placed = parsed(text) as Placed | null | undefined;
  const { status, orderId, accessToken: token } = placed ?? {};
  const [email, currency] = [placed?.customer?.email, placed?.total?.currency];
  const productId = placed?.lines?.[0]?.productId;
  if (status !== 'paid' || orderId === undefined || token === undefined || sent === null) return undefined;
  if (email === undefined || currency === undefined || productId === undefined) return undefined;
  return { orderId, token, email, currency, productId, sent: parsed(sent) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const checkouts = ({ sent }: PaidOrder, schema: JsonSchema): Attempt[] =>
  wrongBodies(schema, sent).map(({ change, body }) => ({
    what: `a checkout whose ${change}`,
    path: '/checkouts',
    headers: {},
    body,
    isRefused: isNeverValid,
  }));

/** Customers may refund only all of an order, whatever its status. */
const parts = ({ orderId, token, currency, productId }: PaidOrder): Attempt[] =>
  [{ amount: { amountMinor: 1, currency } }, { lines: [{ productId, quantity: 1 }] }].map((body) => ({
    what: `a customer's refund of a part by ${Object.keys(body).join()}`,
    path: `/orders/${orderId}/refunds`,
    headers: { authorization: `Bearer ${token}` },
    body,
    isRefused: needsOperator,
  }));

const rows = `
  select (select count(*) from orders where lower(customer_email) = lower($1)) as orders,
         (select count(*) from refund where order_id = $2) as refunds`;

/** `orders 1, refunds 0` */
async function rowsOf(system: Asked, { email, orderId }: PaidOrder): Promise<string> {
  const [counts = {}] = await system.query('checkout', rows, [email, orderId]);
  return Object.entries(counts)
    .map(([table, count]) => `${table} ${String(count)}`)
    .join(', ');
}
