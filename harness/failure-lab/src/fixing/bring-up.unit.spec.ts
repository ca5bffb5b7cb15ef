import { describe, expect, it } from '@jest/globals';
import { type LabProcess } from '@holdfast/lab-api';
import { bringUp, inRanks } from './bring-up.ts';

type State = LabProcess['state'];

/** A stack whose processes are ready once they were acted on, unless they refuse. */
function aStack(given: Readonly<Record<string, State>>, isSupervised = true, refuses: string[] = []) {
  const states = new Map(Object.entries(given));
  const acted: string[] = [];
  return {
    acted,
    supervision: {
      isSupervised,
      signal: new AbortController().signal,
      read: () => Promise.resolve([...states].map(([name, state]) => ({ name, state }))),
      act: (name: string, action: string) => {
        if (refuses.includes(name)) return Promise.reject(new Error(`port 3002, for ${name}, is in use`));
        acted.push(`${action} ${name}`);
        states.set(name, action === 'start' ? 'ready' : 'starting');
        queueMicrotask(() => states.set(name, 'ready'));
        return Promise.resolve(`${name} is up`);
      },
    },
  };
}

describe('inRanks', () => {
  it('puts servers before services', () => {
    const names = ['storefront', 'checkout-2', 'loyalty', 'stripe-simulator', 'mail', 'postgres'];
    expect(inRanks(names)).toEqual([
      ['mail', 'postgres'],
      ['stripe-simulator'],
      ['storefront', 'checkout-2', 'loyalty'],
    ]);
  });
});

describe('bringUp', () => {
  it('resumes the paused and starts the dead, servers first, and leaves the rest alone', async () => {
    const { supervision, acted } = aStack({
      checkout: 'down',
      payments: 'paused',
      postgres: 'down',
      email: 'ready',
    });
    expect(await bringUp(supervision)).toEqual({
      did: ['postgres is up.', 'checkout is up.', 'payments is up.'],
      failed: [],
    });
    expect(acted).toEqual(['start postgres', 'start checkout', 'resume payments']);
  });

  it('reports a process that does not start, and brings up the others', async () => {
    const { supervision } = aStack({ payments: 'down', checkout: 'down' }, true, ['payments']);
    expect(await bringUp(supervision)).toEqual({
      did: ['checkout is up.'],
      failed: ['port 3002, for payments, is in use.'],
    });
  });

  it('names the commands to type where there is no supervisor', async () => {
    const { supervision, acted } = aStack({ payments: 'down', email: 'unknown', checkout: 'ready' }, false);
    expect(await bringUp(supervision)).toEqual({
      did: [],
      failed: [
        'payments is down. Start it with: docker compose start payments',
        'email does not respond. If it is paused: docker compose unpause email',
      ],
    });
    expect(acted).toEqual([]);
  });
});
