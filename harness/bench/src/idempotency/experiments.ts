/** Each contestant is one server process. */
export type ServerName = 'plain' | 'holdfast' | 'holdfast-early' | 'holdfast-replica';

/**
 * A new order; a new order with a charge; a replay of one of few or of many orders; and a read of an order.
 */
export type Traffic = 'order' | 'checkout' | 'replay of few' | 'replay of many' | 'read';

export interface Contestant {
  readonly server: ServerName;
  readonly label: string;
  readonly traffic: Traffic;
}

export interface Experiment {
  readonly title: string;
  readonly concurrency: number;
  /** The first is the baseline of the others. */
  readonly contestants: readonly Contestant[];
}

const field = (traffic: Traffic): Contestant[] => [
  { server: 'plain', label: 'without idempotency', traffic },
  { server: 'holdfast', label: 'Holdfast', traffic },
];

export const experiments: readonly Experiment[] = [
  {
    title: 'A POST with one INSERT, 32 clients',
    concurrency: 32,
    contestants: field('order'),
  },
  {
    title: 'A POST with one INSERT, 1 client',
    concurrency: 1,
    contestants: field('order'),
  },
  {
    title: 'A checkout: INSERT, a provider call of 2 ms, UPDATE; 32 clients',
    concurrency: 32,
    contestants: field('checkout'),
  },
  {
    title: 'The answer to a key that is done, against a GET by primary key, 32 clients',
    concurrency: 32,
    contestants: [
      { server: 'plain', label: 'GET by primary key', traffic: 'read' },
      { server: 'holdfast-early', label: 'Holdfast, early replay', traffic: 'replay of few' },
      { server: 'holdfast', label: 'Holdfast, its own answers', traffic: 'replay of few' },
      { server: 'holdfast-replica', label: "Holdfast, another's answers", traffic: 'replay of many' },
    ],
  },
];
