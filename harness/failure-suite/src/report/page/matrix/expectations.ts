import { type Cell } from '../../../scenario/scenario.ts';

/** What holds on an edge whichever of these faults befalls it. A scenario says it more closely for its own cell. */
export interface Expectation {
  readonly edges: readonly string[];
  readonly faults: readonly string[];
  readonly expects: string;
}

const connections = ['refuse', 'syn hang', 'reset', 'close', 'black hole', 'half-open', 'cut'];
const slowness = ['latency', 'bandwidth', 'slices'];
const http = ['truncated', 'garbage', 'status', '5xx', '429', 'duplicate'];
const acts = ['kill -9', 'SIGTERM', 'stop and continue', 'restart'];

export const expectations: readonly Expectation[] = [
  {
    edges: ['shopper->checkout'],
    faults: [...connections, ...slowness, ...http],
    expects: 'The client repeats its request under the same key and gets the one answer that counts.',
  },
  {
    edges: ['checkout->payments'],
    faults: [...connections, ...slowness, ...http],
    expects:
      'The order is paid or payment pending (202), and becomes paid or payment failed by itself; one charge at most.',
  },
  {
    edges: ['checkout->recommendations'],
    faults: [...connections, ...slowness, ...http],
    expects: 'Suggestions are older or the popular ones, and say so; orders notice nothing.',
  },
  {
    edges: ['payments->stripe'],
    faults: [...connections, ...slowness, ...http],
    expects:
      'The payment is looked up or tried again under its own key; one charge at most, and the order follows it.',
  },
  {
    edges: ['stripe->payments'],
    faults: [...connections, ...slowness, ...http],
    expects:
      'The provider repeats its webhook, or payments reads back what it would have told; it takes effect once.',
  },
  {
    edges: ['checkout->postgres', 'payments->postgres'],
    faults: [...connections, ...slowness],
    expects:
      'It commits whole or not at all; 503 with Retry-After meanwhile, and the same key continues where it stopped.',
  },
  {
    edges: ['email->postgres'],
    faults: [...connections, ...slowness],
    expects: 'The mail waits; it is sent once, or stands in `hold` when nobody can know.',
  },
  {
    edges: ['recommendations->postgres'],
    faults: [...connections, ...slowness],
    expects: 'Suggestions are older or the popular ones; purchases are counted later, once.',
  },
  {
    edges: ['checkout->redis', 'payments->redis', 'email->redis', 'recommendations->redis'],
    faults: [...connections, ...slowness],
    expects:
      'Messages wait in the outbox and go out once it is back; orders are charged and answered as usual.',
  },
  {
    edges: ['email->mail'],
    faults: [...connections, ...slowness, 'status', '5xx', '429'],
    expects: 'The receipt comes later, once; orders notice nothing.',
  },
  {
    edges: ['checkout', 'payments', 'email', 'recommendations'],
    faults: acts,
    expects:
      'Another copy, or the same one once it is started, finishes what was under way; nothing is done twice.',
  },
  {
    edges: ['postgres', 'redis', 'mail', 'stripe-simulator'],
    faults: acts,
    expects: 'Services refuse or put off what needs it, and catch up by themselves.',
  },
];

/** Other words for the same. */
const synonyms: Readonly<Record<string, string>> = {
  kill: 'kill -9',
  pause: 'stop and continue',
  stopped: 'stop and continue',
  READONLY: 'read-only',
};

export const faultOf = (fault: string): string => synonyms[fault] ?? fault;

/** Without the number of the copy: `checkout-2->payments` is `checkout->payments`. */
export const routeOf = (edge: string): string => edge.replace(/-\d+(?=->|$)/g, '');

export function expectationOf({ edge, fault }: Pick<Cell, 'edge' | 'fault'>): Expectation | undefined {
  return expectations.find(
    ({ edges, faults }) => edges.includes(routeOf(edge)) && faults.includes(faultOf(fault)),
  );
}
