import { type Cell } from '../../../scenario/scenario.ts';

/** A general expectation for edges and faults. Scenarios state it more precisely for their own cells. */
export interface Expectation {
  readonly edges: readonly string[];
  readonly faults: readonly string[];
  readonly expects: string;
}

const connections = ['refuse', 'syn hang', 'reset', 'close', 'black hole', 'half-open', 'cut'];
const slowness = ['latency', 'bandwidth', 'slices'];
const http = ['truncated', 'garbage', 'status', '5xx', '429', 'duplicate'];
const acts = ['kill -9', 'SIGTERM', 'pause and resume', 'restart'];

export const expectations: readonly Expectation[] = [
  {
    edges: ['shopper->checkout'],
    faults: [...connections, ...slowness, ...http],
    expects: 'The client retries with the same key and gets the one response that counts.',
  },
  {
    edges: ['checkout->payments'],
    faults: [...connections, ...slowness, ...http],
    expects:
      'The order is paid or pending (202), and ends as paid or failed automatically. At most one charge.',
  },
  {
    edges: ['checkout->recommendations'],
    faults: [...connections, ...slowness, ...http],
    expects: 'Customers see older suggestions or popular products, labeled as such. Orders are not affected.',
  },
  {
    edges: ['payments->stripe'],
    faults: [...connections, ...slowness, ...http],
    expects:
      'The payment is looked up or retried with its own key. At most one charge, and the order reflects it.',
  },
  {
    edges: ['stripe->payments'],
    faults: [...connections, ...slowness, ...http],
    expects:
      'The provider sends its webhook again, or payments reads the outcome back. It takes effect once.',
  },
  {
    edges: ['checkout->postgres', 'payments->postgres'],
    faults: [...connections, ...slowness],
    expects:
      'Each transaction commits fully or not at all. Clients get 503 with Retry-After; a retry with the same key resumes.',
  },
  {
    edges: ['email->postgres'],
    faults: [...connections, ...slowness],
    expects: 'The email waits. It is sent once, or held if its outcome cannot be determined.',
  },
  {
    edges: ['recommendations->postgres'],
    faults: [...connections, ...slowness],
    expects: 'Customers see older suggestions or popular products. Purchases are counted later, once.',
  },
  {
    edges: ['checkout->redis', 'payments->redis', 'email->redis', 'recommendations->redis'],
    faults: [...connections, ...slowness],
    expects: 'Messages wait in the outbox until Redis is back. Orders are charged and confirmed as usual.',
  },
  {
    edges: ['email->mail'],
    faults: [...connections, ...slowness, 'status', '5xx', '429'],
    expects: 'The receipt arrives later, once. Orders are not affected.',
  },
  {
    edges: ['checkout', 'payments', 'email', 'recommendations'],
    faults: acts,
    expects:
      'Another instance, or the same one after a restart, finishes the work in progress. Nothing is done twice.',
  },
  {
    edges: ['postgres', 'redis', 'mail', 'stripe-simulator'],
    faults: acts,
    expects: 'Services refuse or defer work that needs it, and catch up automatically.',
  },
];

/** Alternative names of the same fault. */
const synonyms: Readonly<Record<string, string>> = {
  kill: 'kill -9',
  pause: 'pause and resume',
  stopped: 'pause and resume',
  READONLY: 'read-only',
};

export const faultOf = (fault: string): string => synonyms[fault] ?? fault;

/** Drops the instance number: `checkout-2->payments` becomes `checkout->payments`. */
export const routeOf = (edge: string): string => edge.replace(/-\d+(?=->|$)/g, '');

export function expectationOf({ edge, fault }: Pick<Cell, 'edge' | 'fault'>): Expectation | undefined {
  return expectations.find(
    ({ edges, faults }) => edges.includes(routeOf(edge)) && faults.includes(faultOf(fault)),
  );
}
