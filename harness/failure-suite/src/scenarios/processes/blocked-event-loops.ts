import assert from 'node:assert/strict';
import { type Strike } from '@holdfast/lab-api';
import { type Scenario } from '../../scenario/scenario.ts';
import { NotHit } from '@holdfast/engine';
import { type System } from '../../system/system.ts';
import { holdAt } from '../at-a-point.ts';
import { isMailed, receiptIs } from '../emails-seen.ts';
import { becomes, expectChargedOnce, orderBegunBy } from '../expectations.ts';
import { debug, inspectable } from '../inside-a-process.ts';

const blockedMs = 5_000;
const sign = 'the event loop is blocked';
/**
 * No timer fires and no message is read, but connections stay open and the kernel accepts new ones. A loop
 * would do the same, and take a core from the scenarios beside it. Until the sign is in the log, the process
 * may still read what is released.
 */
const blocking = `(() => {
  process.getBuiltinModule('node:fs').writeSync(2, '${sign}\\n');
  const from = performance.now();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${blockedMs});
  return performance.now() - from;
})()`;

interface Block {
  /** Held until its sender or receiver, whichever is the service, is blocked. */
  readonly point: Omit<Strike, 'action'>;
  readonly victim: 'sender' | 'receiver';
  /** How it shows that another instance took over meanwhile. */
  readonly isTakenOver: (system: System, orderId: string) => Promise<boolean>;
}

/** Blocks the instance that handles an order until after another has taken it over, then lets it go on. */
async function blocked(system: System, { point, victim, isTakenOver }: Block): Promise<void> {
  const ada = system.shopper('Ada');
  await system.simulator.withholdEvents();
  const { held, outcome } = await holdAt(system, point, () =>
    ada.checkOut({ attempts: 1, timeoutMs: 15_000 }),
  );
  const orderId = await orderBegunBy(system, ada);
  const name = held.message[victim];
  const inside = await debug(system, name);
  try {
    const { length: logEnd } = await system.log(name);
    const isOver = inside.evaluate(blocking);
    await system.until(`${name} is blocked`, async () => (await system.log(name)).includes(sign, logEnd));
    system.note(`the event loop of ${name} is blocked`);
    await held.release('forward');
    await becomes(system, orderId, 'paid');
    const mail = receiptIs(system, orderId, 'sent', 30_000);
    const ms = Number(await isOver);
    system.note(`the event loop of ${name} was blocked for ${Math.round(ms)} ms`);
    assert.ok(ms >= blockedMs, 'the event loop was blocked');
    await Promise.all([outcome, mail]);
  } finally {
    inside.close();
  }
  if (!(await isTakenOver(system, orderId))) throw new NotHit(`No other instance took over from ${name}.`);
  system.saw('lease taken over');
  await expectChargedOnce(system, orderId);
  assert.equal((await isMailed(system, orderId)).length, 1, 'copies of the receipt');
}

const keyIsTakenOver =
  (database: string, table: string) =>
  async (system: System, orderId: string): Promise<boolean> => {
    const sql = `select max(k.epoch) as epoch from idempotency_key k join ${table} using (key_hash) where order_id = $1`;
    const [row] = await system.query(database, sql, [orderId]);
    return Number(row?.['epoch']) > 1;
  };

async function emailIsTakenOver(system: System, orderId: string): Promise<boolean> {
  const sql = `select attempts from email where order_id = $1 and kind = 'receipt'`;
  const [row] = await system.query('email', sql, [orderId]);
  return Number(row?.['attempts']) > 1;
}

const base = {
  needs: 'processes',
  settings: inspectable,
  livenessMs: 20_000,
} as const;
const cell = { fault: 'blocked event loop', phase: 'after it ran, before a byte returns' } as const;

export default [
  {
    ...base,
    name: 'blocked-checkout',
    broken:
      'The event loop of the instance of checkout that is processing an order is blocked for 5 s; another instance finishes the order; then the first reads its response.',
    customerSees: 'The order is paid once, and gets one receipt.',
    cell: { ...cell, edge: 'checkout' },
    proves: ['checkout.recovery', 'checkout.idempotency'],
    run: (system) =>
      blocked(system, {
        point: { edge: 'checkout->payments', direction: 'response' },
        victim: 'receiver',
        isTakenOver: keyIsTakenOver('checkout', 'orders'),
      }),
  },
  {
    ...base,
    name: 'blocked-payments',
    broken:
      'The event loop of the instance of payments that is charging a card is blocked for 5 s; another instance finds the charge; then the first reads its response.',
    customerSees: 'The order is paid once, and gets one receipt.',
    cell: { ...cell, edge: 'payments' },
    proves: ['payment.recovery', 'payment.idempotency'],
    run: (system) =>
      blocked(system, {
        point: {
          edge: 'payments->stripe',
          direction: 'response',
          label: '200 POST /v1/payment_intents',
        },
        victim: 'receiver',
        isTakenOver: keyIsTakenOver('payments', 'payment'),
      }),
  },
  {
    ...base,
    name: 'blocked-email',
    broken:
      'The event loop of an instance of email is blocked for 5 s in the middle of a receipt; another instance sends it; then the first goes on.',
    customerSees: 'One receipt.',
    cell: { ...cell, edge: 'email' },
    proves: ['receipt.recovery', 'receipt.idempotency'],
    run: (system) =>
      blocked(system, {
        point: { edge: 'email->mail', direction: 'response', label: '354 DATA' },
        victim: 'receiver',
        isTakenOver: emailIsTakenOver,
      }),
  },
] satisfies readonly Scenario[];
