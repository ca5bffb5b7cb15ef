import { type Fault } from '@holdfast/fault-proxy';

/** What is broken, and how. */
export type Breakage =
  | { readonly on: 'edge'; readonly route: string; readonly fault: Fault }
  /** Killed or stopped, it is started at the end; paused, it goes on then. A restart ends by itself. */
  | {
      readonly on: 'process';
      readonly process: string;
      readonly act: 'kill' | 'stop' | 'pause' | 'restart';
    }
  /** A fault of the provider's own, or of its webhooks. */
  | {
      readonly on: 'provider';
      readonly route: string;
      readonly fault: string;
      readonly ms?: number;
      readonly times?: number;
    }
  /** Redis comes back empty: all is published again, much of it for the second time. */
  | { readonly on: 'queue'; readonly act: 'empty' }
  /** All backends of one database are terminated, as an operator does. */
  | { readonly on: 'database'; readonly database: string; readonly act: 'terminate' };

/** Times are milliseconds since the plan began. */
export type PlannedFault = Breakage & {
  /** The row of the fault table that it was drawn from. */
  readonly kind: string;
  readonly atMs: number;
  readonly lastsMs: number;
};

export const habits = [
  'buys',
  'buys with a bad card',
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

/** All that a random run does, so that it can be done again. */
export interface Plan {
  readonly seed: number;
  /** Which plan of that seed, from 1. */
  readonly number: number;
  readonly lastsMs: number;
  readonly visits: readonly PlannedVisit[];
  readonly faults: readonly PlannedFault[];
}

export const nameOf = ({ seed, number }: Plan): string => `random-${seed}-${number}`;

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** @throws Error when the text is no plan. */
export function readPlan(json: string): Plan {
  const plan = JSON.parse(json) as Partial<Plan> | null;
  const isPlan =
    typeof plan?.seed === 'number' &&
    typeof plan.number === 'number' &&
    typeof plan.lastsMs === 'number' &&
    isList(plan.visits) &&
    isList(plan.faults);
  if (!isPlan)
    throw new Error('this is no plan of a random run: seed, number, lastsMs, visits and faults belong to it');
  return plan as Plan;
}

export const writePlan = (plan: Plan): string => `${JSON.stringify(plan, null, 2)}\n`;

/** What is broken, in plain words. */
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
