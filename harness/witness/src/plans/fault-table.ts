import { type Fault } from '@holdfast/lab-api';
import { type SeededRandom } from './seeded-random.ts';
import { type Breakage } from './plan.ts';

/** One row of the table: a kind of fault, whose place and parameters are drawn. */
export interface FaultKind {
  readonly kind: string;
  readonly draw: (random: SeededRandom) => Breakage;
  /** The range of its duration, in milliseconds. */
  readonly lastsMs: Span;
}

const http = [
  'shopper->checkout',
  'checkout->payments',
  'checkout->recommendations',
  'payments->stripe',
  'stripe->payments',
];
const postgres = ['checkout->postgres', 'payments->postgres', 'email->postgres', 'recommendations->postgres'];
const redis = ['checkout->redis', 'payments->redis', 'email->redis', 'recommendations->redis'];
const all = [...http, ...postgres, ...redis, 'email->mail'];
const inside = ['checkout->payments', 'checkout->recommendations', 'payments->stripe'];
const copies = ['checkout', 'checkout-2', 'payments', 'payments-2', 'email', 'email-2'];

type Span = readonly [number, number];

/** Shorter than the patience of customers. */
const brief: Span = [500, 4_000];
const long: Span = [3_000, 6_000];

function edge(
  kind: string,
  routes: readonly string[],
  draw: (random: SeededRandom) => Fault,
  lastsMs = brief,
): FaultKind {
  return {
    kind,
    lastsMs,
    draw: (random) => ({ on: 'edge', route: random.pick(routes), fault: draw(random) }),
  };
}

const proxies: readonly FaultKind[] = [
  edge('refuse', all, () => ({ kind: 'refuse' })),
  edge('syn hang', inside, () => ({ kind: 'syn_hang' })),
  edge('reset before it is seen', all, (random) => ({
    kind: 'reset',
    direction: 'request',
    times: random.between(1, 3),
  })),
  edge('reset after it ran', all, (random) => ({
    kind: 'reset',
    direction: 'response',
    times: random.between(1, 3),
  })),
  edge('close politely', all, (random) => ({ kind: 'close', times: random.between(1, 3) })),
  edge('black hole', all, () => ({ kind: 'black_hole' })),
  edge('response swallowed', all, (random) => ({
    kind: 'black_hole',
    direction: 'response',
    times: random.between(1, 2),
  })),
  edge('half open', inside, () => ({ kind: 'half_open' })),
  edge('latency', all, (random) => ({
    kind: 'latency',
    ms: random.between(50, 1_500),
    jitterMs: random.between(0, 500),
  })),
  edge('bandwidth', http, (random) => ({ kind: 'bandwidth', bytesPerSecond: random.between(2_000, 20_000) })),
  edge('slices', http, (random) => ({
    kind: 'slice',
    bytes: random.between(1, 40),
    pauseMs: random.between(0, 5),
  })),
  edge('truncated response', inside, (random) => ({
    kind: 'truncate',
    bytes: random.between(1, 60),
    times: random.between(1, 3),
  })),
  edge('garbage response', inside, (random) => ({ kind: 'garbage', times: random.between(1, 3) })),
  edge('5xx instead', inside, (random) => ({
    kind: 'status',
    status: random.pick([500, 502, 503]),
    times: random.between(1, 8),
  })),
  edge('429 instead', inside, (random) => ({
    kind: 'status',
    status: 429,
    headers: { 'retry-after': '1' },
    times: random.between(1, 3),
  })),
  edge('5xx after it ran', inside, (random) => ({
    kind: 'status_after',
    status: random.pick([500, 502, 504]),
    times: random.between(1, 3),
  })),
  edge('email deferred', ['email->mail'], () => ({
    kind: 'status',
    status: 451,
    body: '451 4.3.0 Try again later',
    times: 2,
  })),
];

function processes(
  kind: string,
  names: readonly string[],
  act: 'kill' | 'stop' | 'pause' | 'restart',
  lastsMs = brief,
): FaultKind {
  return { kind, lastsMs, draw: (random) => ({ on: 'process', process: random.pick(names), act }) };
}

const supervised: readonly FaultKind[] = [
  processes('kill an instance', copies, 'kill', long),
  processes('deploy an instance', copies, 'restart'),
  processes('stop an instance', copies, 'stop'),
  processes('zombie', copies, 'pause', [6_000, 9_000]),
  processes('kill recommendations', ['recommendations'], 'kill'),
  processes('kill postgres', ['postgres'], 'kill', [500, 2_000]),
  processes('freeze postgres', ['postgres'], 'pause', [500, 4_000]),
  processes('kill redis', ['redis'], 'kill'),
  processes('freeze redis', ['redis'], 'pause'),
  processes('kill the mail server', ['mail'], 'kill', long),
  {
    kind: 'cut the databases',
    lastsMs: [100, 100],
    draw: (random) => ({
      on: 'database',
      database: random.pick(['checkout', 'payments', 'email']),
      act: 'terminate',
    }),
  },
  { kind: 'empty redis', lastsMs: [100, 100], draw: () => ({ on: 'queue', act: 'empty' }) },
];

export const charge = 'POST /v1/payment_intents';

function provider(kind: string, route: string, fault: string, ms?: Span): FaultKind {
  return {
    kind,
    lastsMs: [2_000, 6_000],
    draw: (random) => ({
      on: 'provider',
      route,
      fault,
      ...(ms === undefined ? {} : { ms: random.between(...ms) }),
      times: random.between(1, 4),
    }),
  };
}

const atTheProvider: readonly FaultKind[] = [
  provider('charge, then drop the response', charge, 'drop_answer_after_effect'),
  provider('500 after the charge', charge, 'error_500_after_effect'),
  provider('provider 500', '*', 'error_500'),
  provider('provider refuses', '*', 'refuse'),
  provider('provider hangs', '*', 'hang', [1_000, 6_000]),
  provider('slow provider', '*', 'latency', [500, 3_000]),
  provider('rate limit', '*', 'rate_limit', [1_000, 2_000]),
  provider('duplicate webhooks', 'webhooks', 'duplicate'),
  provider('late webhooks', 'webhooks', 'delay', [500, 4_000]),
  provider('webhooks out of order', 'webhooks', 'reorder', [500, 2_000]),
  provider('webhooks withheld', 'webhooks', 'withhold', [2_000, 6_000]),
];

export const faultTable: readonly FaultKind[] = [...proxies, ...supervised, ...atTheProvider];

export function faultKind(kind: string): FaultKind {
  const found = faultTable.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`the fault table has no row "${kind}"`);
  return found;
}
