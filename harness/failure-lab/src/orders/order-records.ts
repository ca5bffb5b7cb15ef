import { type Journey } from '@holdfast/lab-api';
import { type LabContext } from '../context/lab-context.ts';
import { operationOf, reading, type ServiceOperation } from '../keys/key-databases.ts';

/** Everything that the databases and the local Stripe know of an order. */
export interface OrderRecords {
  readonly status: string;
  readonly payment: Journey['payment'];
  readonly emails: Journey['emails'];
  readonly charges: Journey['charges'];
  /** Its operations that have not ended, at checkout and at payments. */
  readonly operations: readonly ServiceOperation[];
}

const orderOf = `
  select status, created_at,
         array(select operation_id from refund r where r.order_id = o.order_id and r.status = 'pending') as refunds, operation_id
  from orders o where order_id = $1`;

const paymentsOf = `
  select payment_id, status, operation_id,
         array(select operation_id from refund r where r.payment_id = p.payment_id and r.status = 'pending') as refunds
  from payment p where order_id = $1 order by created_at desc`;

const emailsOf = `
  select split_part(kind, ':', 1) as kind, status from email where order_id = $1 order by created_at`;

type Row = Readonly<Record<string, unknown>>;

/** Undefined if checkout has no such order. @throws Problem 503 if a database cannot be read. */
export async function recordsOf(context: LabContext, orderId: string): Promise<OrderRecords | undefined> {
  const rowsIn = (database: string, sql: string): Promise<readonly Row[]> =>
    reading(database, () => context.databases.queryAgain(database, sql, [orderId]));
  const [order] = await rowsIn('checkout', orderOf);
  if (order === undefined) return undefined;
  const [payments, emails, charges] = await Promise.all([
    rowsIn('payments', paymentsOf),
    rowsIn('email', emailsOf),
    chargesOf(context, orderId, order['created_at'] as Date),
  ]);
  const [payment] = payments;
  const operations = await openOperations(context, [order, ...payments]);
  return {
    status: String(order['status']),
    payment:
      payment === undefined
        ? null
        : { paymentId: String(payment['payment_id']), status: String(payment['status']) },
    emails: emails.map(({ kind, status }) => ({ kind: String(kind), status: String(status) })),
    charges,
    operations,
  };
}

async function openOperations(context: LabContext, rows: readonly Row[]): Promise<ServiceOperation[]> {
  const ids = rows.flatMap(({ operation_id: id, refunds }) => [String(id), ...(refunds as string[])]);
  const found = await Promise.all(ids.map((id) => operationOf(context, id)));
  return found.filter((each) => each !== undefined).filter(({ now }) => now.state !== 'done');
}

/** Charges of the local Stripe with the order in their metadata; null if it cannot be read. */
async function chargesOf(
  { observe: { simulatorUrl } }: LabContext,
  orderId: string,
  since: Date,
): Promise<Journey['charges']> {
  if (simulatorUrl === null) return null;
  // Stripe's clock is another one: a minute early finds every charge.
  const url = `${simulatorUrl}/_simulator/charges?since=${since.getTime() - 60_000}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  if (response?.ok !== true) return null;
  const { charges } = (await response.json()) as {
    charges: readonly {
      readonly chargeId: string;
      readonly amountMinor: number;
      readonly status: string;
      readonly metadata: Readonly<Record<string, string>>;
    }[];
  };
  return charges
    .filter(({ metadata }) => metadata['orderId'] === orderId)
    .map(({ chargeId, amountMinor, status }) => ({ chargeId, amountMinor, status }));
}
