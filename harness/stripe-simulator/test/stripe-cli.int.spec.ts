import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Stripe } from 'stripe';
import { secretKey, SimulatorProcess } from './simulator-process.ts';

const run = promisify(execFile);
const shim = join(dirname(createRequire(import.meta.url).resolve('@stripe/cli/package.json')), 'bin/shim.js');
const home = mkdtempSync(join(tmpdir(), 'stripe-cli-'));
/** Nothing of the developer's own login, and no telemetry. */
const env = {
  HOME: home,
  PATH: process.env['PATH'] ?? '',
  STRIPE_CLI_TELEMETRY_OPTOUT: 'true',
  XDG_CONFIG_HOME: home,
};

/** Every event of these kinds that Stripe's CLI can trigger, by its own list. */
const ours = /^ {2}((?:payment_intent|charge|refund|radar)\.[a-z_.]+)$/gm;
const help = execFileSync(process.execPath, [shim, 'trigger', '--help'], { encoding: 'utf8', env });
const events = [...help.matchAll(ours)].map(([, name = '']) => name);

describe('stripe trigger', () => {
  const simulator = new SimulatorProcess();
  let stripe: Stripe;
  beforeAll(async () => {
    stripe = (await simulator.start()).stripe();
  });
  afterAll(async () => {
    await simulator.dispose();
    rmSync(home, { recursive: true });
  });

  it('lists events of payments, charges and disputes', () => {
    expect(events).toEqual(
      expect.arrayContaining(['payment_intent.succeeded', 'charge.refunded', 'charge.dispute.created']),
    );
  });

  it.each(events)('%s', async (event) => {
    const before = await stripe.events.list({ type: event, limit: 100 });
    const flags = ['--api-base', simulator.url, '--api-key', secretKey];
    await run(process.execPath, [shim, 'trigger', event, ...flags], { env });
    const after = await stripe.events.list({ type: event, limit: 100 });
    expect(after.data.length).toBeGreaterThan(before.data.length);
  });
});
