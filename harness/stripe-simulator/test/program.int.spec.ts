import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { aCharge, SimulatorProcess } from './simulator-process.ts';
import { eventually } from './webhook-receiver.ts';

const simulator = new SimulatorProcess();
afterEach(() => simulator.dispose());

describe('the program', () => {
  it('exits with 1 and lists every invalid setting, and prints nothing else', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../dist/main.js')], {
      env: { PORT: 'x', STRIPE_SECRET_KEY: 'sk_live_real' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(code).toBe(1);
    expect(said).toMatch(
      /^stripe-simulator cannot start[^]*PORT: [^]*DATABASE_FILE: [^]*STRIPE_SECRET_KEY: /,
    );
    expect(said).not.toContain('sk_live_real');
    expect(said).not.toContain(' at ');
  });

  it('is live and ready, and on SIGTERM finishes open requests before it exits with 0', async () => {
    await simulator.start();
    for (const probe of ['live', 'ready']) {
      expect((await fetch(`${simulator.url}/health/${probe}`)).status).toBe(200);
    }
    await simulator.fault({ route: '*', fault: 'latency', ms: 60_000 });
    const running = simulator.stripe().paymentIntents.create(aCharge());
    await eventually(async () => expect(await simulator.faults()).toMatchObject([{ struck: 1 }]));
    const code = simulator.signal('SIGTERM');
    expect((await running).status).toBe('succeeded');
    expect(await code).toBe(0);
  });
});
