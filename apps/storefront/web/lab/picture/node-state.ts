import { type Counters, type CustomersReport, type LabProcess, type ProviderFault } from '@holdfast/lab-api';
import { pictureWords } from './words.ts';

export type ShownState = keyof typeof pictureWords.states;

/** Degraded: ready, but works without one of its dependencies. */
export const shownState = ({ state, degraded }: Pick<LabProcess, 'state' | 'degraded'>): ShownState =>
  state === 'ready' && degraded.length > 0 ? 'degraded' : state;

/** The state of all copies; undefined if they differ. */
export function sharedState(processes: readonly LabProcess[]): ShownState | undefined {
  const [state, ...others] = new Set(processes.map(shownState));
  return others.length === 0 ? state : undefined;
}

/** The sources of the facts that nodes show besides their processes. */
export interface NodeExtras {
  readonly counters?: Counters | undefined;
  readonly customers?: CustomersReport | undefined;
  readonly provider?: readonly ProviderFault[] | undefined;
  /** The node that keeps the queues: `redis`, or `postgres` on a stack without it. */
  readonly queueStore?: string;
}

/** `3 to send`, `12 emails`: short facts of one node. */
export function nodeFacts(name: string, extras: NodeExtras): readonly string[] {
  const { counters, queueStore = 'redis' } = extras;
  const use = pictureWords.uses(name, queueStore);
  return [
    ...(use === undefined ? [] : [use]),
    ...(name === queueStore ? jobs(counters) : []),
    ...ownFacts(name, extras),
  ];
}

function ownFacts(name: string, { counters, customers, provider = [] }: NodeExtras): readonly string[] {
  switch (name) {
    case 'shopper':
      return customers === undefined ? [] : customerFacts(customers);
    case 'postgres':
      return waiting(counters?.unpublished, pictureWords.unpublished);
    case 'email':
      return waiting(counters?.unsentEmails, pictureWords.toSend);
    case 'mail':
      return known(counters?.inbox, pictureWords.inbox);
    case 'stripe':
      return provider.length === 0 ? [] : [pictureWords.stripeFaults(provider.length)];
    default:
      return [];
  }
}

const customerFacts = ({ ratePerSecond, counts }: CustomersReport): readonly string[] => [
  ratePerSecond === 0 ? pictureWords.customersOff : pictureWords.customersRate(ratePerSecond),
  pictureWords.customersBought(counts.bought),
];

const known = (count: number | null | undefined, say: (count: number) => string): readonly string[] =>
  typeof count === 'number' ? [say(count)] : [];

/** Nothing that waits is nothing to show. */
const waiting: typeof known = (count, say) => (count === 0 ? [] : known(count, say));

function jobs(counters: Counters | undefined): readonly string[] {
  const queued = counters?.queued;
  if (queued === undefined || queued === null) return [];
  return [pictureWords.queues(Object.values(queued).reduce((sum, count) => sum + count, 0))];
}
