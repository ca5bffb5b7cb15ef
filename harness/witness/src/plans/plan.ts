import { type Fault } from '@holdfast/lab-api';
import { type Configuration, labelsOf, usualConfiguration } from './configuration.ts';

/** A target and a way to break it. */
export type Breakage =
  | { readonly on: 'edge'; readonly route: string; readonly fault: Fault }
  /** At the end, a killed or stopped process is started and a paused one resumed. */
  | {
      readonly on: 'process';
      readonly process: string;
      readonly act: 'kill' | 'stop' | 'pause' | 'restart';
    }
  /** A fault of the provider or its webhooks. */
  | {
      readonly on: 'provider';
      readonly route: string;
      readonly fault: string;
      readonly ms?: number;
      readonly times?: number;
    }
  /** Redis loses its data: every message is published again, many for the second time. */
  | { readonly on: 'queue'; readonly act: 'empty' }
  /** Terminates all backends of one database. */
  | { readonly on: 'database'; readonly database: string; readonly act: 'terminate' };

/** Times are in milliseconds since the start of the plan. */
export type PlannedFault = Breakage & {
  /** Its row in the fault table. */
  readonly kind: string;
  readonly atMs: number;
  readonly lastsMs: number;
};

export const habits = [
  'buys',
  'buys with a bad card',
  'confirms with the bank',
  'refuses at the bank',
  'leaves the bank',
  'double-clicks',
  'vanishes',
  'is impatient',
  'sends another body',
  "replays another's key",
  'returns the goods',
  'browses',
] as const;

export interface PlannedVisit {
  readonly shopper: string;
  readonly does: (typeof habits)[number];
  readonly atMs: number;
}

/** Everything that a random scenario does, so that it can be replayed. */
export interface Plan {
  readonly seed: number;
  /** The number of the plan within its seed, from 1. */
  readonly number: number;
  readonly lastsMs: number;
  /** Default: the usual one. */
  readonly configuration?: Configuration;
  readonly visits: readonly PlannedVisit[];
  readonly faults: readonly PlannedFault[];
}

/** With what differs from the usual configuration: `random-7-4-one-copy`. */
export const nameOf = ({ seed, number, configuration = usualConfiguration }: Plan): string =>
  ['random', seed, number, ...labelsOf(configuration)].join('-');

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** @throws Error if the text is not a plan. */
export function readPlan(json: string): Plan {
  const plan = JSON.parse(json) as Partial<Plan> | null;
  const isPlan =
    typeof plan?.seed === 'number' &&
    typeof plan.number === 'number' &&
    typeof plan.lastsMs === 'number' &&
    isList(plan.visits) &&
    isList(plan.faults);
  if (!isPlan)
    throw new Error('not a plan of a random run: it needs seed, number, lastsMs, visits and faults');
  return plan as Plan;
}

export const writePlan = (plan: Plan): string => `${JSON.stringify(plan, null, 2)}\n`;

/** The fault in words. */
export function inWords(fault: PlannedFault): string {
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  const when = `from ${seconds(fault.atMs)} for ${seconds(fault.lastsMs)}`;
  switch (fault.on) {
    case 'edge':
      return `${fault.fault.kind} on ${fault.route} ${when}`;
    case 'process':
      return `${fault.act} ${fault.process} ${when}`;
    case 'provider':
      return `the provider's ${fault.fault} on ${fault.route} ${when}`;
    case 'queue':
      return `Redis is emptied at ${seconds(fault.atMs)}`;
    case 'database':
      return `all connections to the database ${fault.database} are terminated at ${seconds(fault.atMs)}`;
  }
}
