import { bare, type Callers } from './contender.ts';

interface Contender {
  readonly label: string;
  readonly prepare: () => Callers | Promise<Callers>;
}

// Imported on demand, so that no process loads another contender's code.
const holdfast = () => import('./holdfast.contender.ts');
const peers = () => import('./peers.contender.ts');

export const contenders = {
  bare: { label: 'nothing between', prepare: () => bare },
  holdfast: { label: 'Holdfast', prepare: async () => (await holdfast()).watched() },
  'holdfast-signal': {
    label: 'Holdfast, the work asks for its signal',
    prepare: async () => (await holdfast()).withSignal(),
  },
  'holdfast-unwatched': {
    label: 'Holdfast without metrics',
    prepare: async () => (await holdfast()).unwatched(),
  },
  opossum: { label: 'opossum, all defaults', prepare: async () => (await peers()).opossum({}) },
  'opossum-lean': {
    label: 'opossum, percentiles and snapshots off',
    prepare: async () =>
      (await peers()).opossum({ rollingPercentilesEnabled: false, enableSnapshots: false }),
  },
  cockatiel: {
    label: 'cockatiel: retry, breaker, timeout',
    prepare: async () => (await peers()).cockatiel,
  },
  'cockatiel-breaker': {
    label: 'cockatiel: breaker, timeout',
    prepare: async () => (await peers()).cockatielWithoutRetry,
  },
} satisfies Record<string, Contender>;

export type ContenderName = keyof typeof contenders;

/** @throws Error for an unknown name. */
export async function prepare(name: string): Promise<Callers> {
  const found = Object.entries(contenders).find(([key]) => key === name);
  if (found === undefined) throw new Error(`there is no contender ${name}`);
  return found[1].prepare();
}
