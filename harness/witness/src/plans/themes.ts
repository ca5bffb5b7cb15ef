import { type Configuration } from './configuration.ts';
import { charge } from './fault-table.ts';
import { type Breakage } from './plan.ts';

type Timed = Breakage & { readonly atMs: number; readonly lastsMs: number };

export interface Theme {
  readonly faults: readonly Timed[];
  /** The parts of a configuration without which its rare event may not occur. */
  readonly needs: Partial<Configuration>;
}

/** Pauses an instance beyond its lease while it processes requests, which the slow provider ensures. */
const pausedBeyondLease = (process: string): Theme => ({
  faults: [
    { on: 'provider', route: charge, fault: 'latency', ms: 1_500, atMs: 2_500, lastsMs: 3_000 },
    { on: 'process', process, act: 'pause', atMs: 4_000, lastsMs: 8_000 },
  ],
  needs: { shipped: [], copies: 2 },
});

/**
 * Plans take turns with these faults, so that required rare events do not depend on chance; the other faults
 * are drawn.
 */
export const themes: readonly Theme[] = [
  {
    faults: [
      { on: 'edge', route: 'payments->stripe', fault: { kind: 'refuse' }, atMs: 3_000, lastsMs: 5_000 },
    ],
    needs: { shipped: [] },
  },
  {
    faults: [
      {
        on: 'edge',
        route: 'shopper->checkout',
        fault: { kind: 'reset', direction: 'response', times: 4 },
        atMs: 3_000,
        lastsMs: 5_000,
      },
    ],
    needs: {},
  },
  {
    faults: [
      {
        on: 'edge',
        route: 'checkout->recommendations',
        fault: { kind: 'refuse' },
        atMs: 3_000,
        lastsMs: 5_000,
      },
    ],
    // Without Redis, each process has a cache of its own.
    needs: { queues: 'redis' },
  },
  {
    faults: [{ on: 'queue', act: 'empty', atMs: 6_000, lastsMs: 100 }],
    needs: { shipped: [], queues: 'redis' },
  },
  pausedBeyondLease('checkout'),
  pausedBeyondLease('payments-2'),
];
