import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, temporaryFolder } from '@holdfast/testing';
import { rmSync } from 'node:fs';
import { BaseBackup } from './base-backup.ts';
import { rowsIn } from './rows-in.ts';
import { type RunningStack, startStack } from './running-stack.ts';
import { aKey, send, Shopper } from './shopper.ts';

interface AtStripe {
  readonly charges: readonly {
    readonly chargeId: string;
    readonly metadata: { readonly orderId: string };
    readonly status: string;
  }[];
  readonly refunds: readonly { readonly chargeId: string; readonly amountMinor: number }[];
}

describe('docs/how-to/backup-and-restore.md', () => {
  let stack: RunningStack;
  let shopper: Shopper;
  const copy = temporaryFolder();

  beforeAll(async () => {
    // Until the restore, only the command compares, and nothing is too young for it.
    stack = await startStack('postgres', { RECONCILE_INTERVAL_MS: '0', RECONCILE_MIN_AGE_MS: '0' });
    shopper = new Shopper(stack);
  });

  afterAll(async () => {
    await stack.remove();
    rmSync(copy, { recursive: true, force: true });
  });

  async function aPaidOrder(): Promise<string> {
    const { status, body } = await shopper.checkOut(aKey());
    expect(status).toBe(201);
    return String(body['orderId']);
  }

  async function reconcile(...args: string[]): Promise<{ code: number; out: string }> {
    try {
      return { code: 0, out: await stack.tool('ops', 'reconcile', '--since', '1h', ...args) };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: `${stdout}${stderr}` };
    }
  }

  /** Rows of both services that reconcile. */
  const rows = async (text: string): Promise<object[]> =>
    (await Promise.all(['payments', 'checkout'].map((name) => rowsIn<object>(stack, name, text)))).flat();

  const atStripe = async (): Promise<AtStripe> =>
    (await send(`${stack.addresses['stripe-simulator']}/_simulator/charges`)).body as unknown as AtStripe;

  const chargesOf = ({ charges }: AtStripe, orderId: string): string[] =>
    charges.filter(({ metadata }) => metadata.orderId === orderId).map(({ status }) => status);

  it('brings the ledgers back to even: what was charged after the backup is found and given back, and nothing is charged twice', async () => {
    const kept = [await aPaidOrder(), await aPaidOrder()];
    const backup = await BaseBackup.take(stack.database('postgres'), copy);
    const lost = [await aPaidOrder(), await aPaidOrder()];
    expect((await reconcile()).code).toBe(0);

    await stack.tool('service', 'kill', 'postgres');
    await stack.tool('stop');
    backup.restore();
    stack.configure({ RECONCILE_INTERVAL_MS: '1000', RECONCILE_REPAIR: 'false' });
    await stack.tool('start', '--detach');

    for (const orderId of kept)
      expect((await shopper.get(`/orders/${orderId}`)).body).toMatchObject({ status: 'paid' });
    for (const orderId of lost) expect((await shopper.get(`/orders/${orderId}`)).status).toBe(404);

    await eventually(async () =>
      expect(await rows('select from reconciliation where completed_at is not null')).toHaveLength(2),
    );
    expect(await rows('select from reconciliation_repair')).toEqual([]);

    const seen = await reconcile();
    expect(seen.code).toBe(1);
    for (const orderId of lost) expect(seen.out).toContain(orderId);
    expect(seen.out).toContain('$42.00 charged at Stripe, but payments has no record of it.');

    await eventually(async () => expect((await reconcile('--repair')).out).toContain('The ledgers agree.'), {
      timeoutMs: 90_000,
      intervalMs: 500,
    });
    // An order in progress is too young for the schedule.
    stack.configure({ RECONCILE_REPAIR: 'true', RECONCILE_MIN_AGE_MS: '2000' });
    await stack.tool('stop');
    await stack.tool('start', '--detach');

    const after = await atStripe();
    expect(kept.map((orderId) => chargesOf(after, orderId))).toEqual([['succeeded'], ['succeeded']]);
    expect(lost.map((orderId) => chargesOf(after, orderId))).toEqual([['refunded'], ['refunded']]);
    expect(after.refunds.map(({ amountMinor }) => amountMinor)).toEqual([4200, 4200]);

    const next = await aPaidOrder();
    expect(chargesOf(await atStripe(), next)).toEqual(['succeeded']);
    expect((await reconcile()).code).toBe(0);
    expect((await atStripe()).refunds).toHaveLength(2);
  });
});
