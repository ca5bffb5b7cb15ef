import { faultSentence, strikeSentence } from './fault-words.ts';

/** A fault or a strike that is set in the lab. */
export interface Breakage {
  readonly id: string;
  /** `checkout->payments` */
  readonly edge: string;
  /** The messages it breaks, and how. */
  readonly sentence: string;
  readonly struck: number;
  /** False for a strike that has hit its message. */
  readonly isActive: boolean;
}

export interface LabState {
  readonly edges: readonly { readonly edge: string; readonly messages: number }[];
  readonly breakages: readonly Breakage[];
}

/** The state in the responses of `GET /edges` and `GET /strikes`. Undefined if one is not such a list. */
export function labStateOf(edges: unknown, strikes: unknown): LabState | undefined {
  if (!isListOf(edges, isEdge) || !isListOf(strikes, isStrike)) return undefined;
  const faults = new Map(edges.flatMap((edge) => edge.faults).map((fault) => [fault.faultId, fault]));
  return {
    edges: edges.map(({ edge, messages }) => ({ edge, messages })),
    breakages: [...[...faults.values()].map(breakageOfFault), ...strikes.map(breakageOfStrike)],
  };
}

export interface ShownFault {
  readonly faultId: string;
  readonly edge: string;
  readonly kind: string;
  readonly struck: number;
  readonly label?: string;
  readonly direction?: string;
  readonly times?: number;
  readonly ms?: number;
  readonly status?: number;
}

export interface ShownStrike {
  readonly strikeId: string;
  readonly edge: string;
  readonly direction: string;
  readonly label?: string;
  readonly ordinal?: number;
  readonly action: { readonly kind: string; readonly ms?: number };
  readonly state: string;
}

interface ShownEdge {
  readonly edge: string;
  readonly messages: number;
  readonly faults: readonly ShownFault[];
}

const breakageOfFault = (fault: ShownFault): Breakage => ({
  id: fault.faultId,
  edge: fault.edge,
  sentence: faultSentence(fault),
  struck: fault.struck,
  isActive: fault.times === undefined || fault.struck < fault.times,
});

const breakageOfStrike = (strike: ShownStrike): Breakage => ({
  id: strike.strikeId,
  edge: strike.edge,
  sentence: strikeSentence(strike),
  struck: strike.state === 'armed' ? 0 : 1,
  isActive: strike.state !== 'struck',
});

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null;

function isListOf<T>(value: unknown, isEntry: (entry: unknown) => entry is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isEntry);
}

const isEdge = (value: unknown): value is ShownEdge =>
  isMembers(value) &&
  typeof value['edge'] === 'string' &&
  typeof value['messages'] === 'number' &&
  isListOf(value['faults'], isFault);

const isFault = (value: unknown): value is ShownFault =>
  isMembers(value) &&
  ['faultId', 'edge', 'kind'].every((name) => typeof value[name] === 'string') &&
  typeof value['struck'] === 'number';

const isStrike = (value: unknown): value is ShownStrike =>
  isMembers(value) &&
  ['strikeId', 'edge', 'direction', 'state'].every((name) => typeof value[name] === 'string') &&
  isMembers(value['action']) &&
  typeof value['action']['kind'] === 'string';
