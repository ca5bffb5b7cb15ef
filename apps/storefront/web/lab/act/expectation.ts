import { type LabProcess, type StandingFaults } from '@holdfast/lab-api';
import { appliesTo } from '../picture/system.ts';

/** The state that a press asks for. Only the stream can bring it. */
export type Expectation =
  | { readonly kind: 'process'; readonly name: string; readonly state: 'down' | 'paused' | 'ready' }
  /** Runs, paused no longer. */
  | { readonly kind: 'process_resumed'; readonly name: string }
  /** Ready under another pid. Without pids: down in between, which `sawDown` remembers. */
  | { readonly kind: 'process_restarted'; readonly name: string; readonly pid: number | null }
  /** A fault or strike on this connection that was not there before. */
  | { readonly kind: 'set'; readonly route: string; readonly known: readonly string[] }
  /** It is there no longer; a strike may also have been released. */
  | { readonly kind: 'gone'; readonly id: string }
  | { readonly kind: 'released'; readonly id: string }
  | { readonly kind: 'provider'; readonly route: string; readonly fault: string; readonly before: number }
  | { readonly kind: 'provider_clear' };

export interface Seen {
  readonly processes: readonly LabProcess[] | undefined;
  readonly faults: StandingFaults | undefined;
}

/** The ids of the faults and strikes on a connection. */
export const idsOn = (
  route: string,
  { faults, strikes }: Pick<StandingFaults, 'faults' | 'strikes'>,
): string[] => [
  ...faults.filter(({ edge }) => appliesTo(edge, route)).map(({ faultId }) => faultId),
  ...strikes.filter(({ edge }) => appliesTo(edge, route)).map(({ strikeId }) => strikeId),
];

/** The number of faults of the local Stripe of one kind. */
export const providerCount = (
  provider: StandingFaults['provider'],
  { route, fault }: { readonly route: string; readonly fault: string },
): number => provider.filter((each) => each.route === route && each.fault === fault).length;

/** The stream shows what was asked for. Without its values, nothing is met. */
export function isMet(expected: Expectation, { processes, faults }: Seen): boolean {
  switch (expected.kind) {
    case 'process':
    case 'process_resumed':
    case 'process_restarted': {
      const found = processes?.find(({ name }) => name === expected.name);
      return found !== undefined && isProcessMet(expected, found);
    }
    default:
      return faults !== undefined && areFaultsMet(expected, faults);
  }
}

type OfProcess = Extract<Expectation, { readonly name: string }>;

const hasStarted = ({ state }: LabProcess): boolean => state === 'ready' || state === 'not ready';

function isProcessMet(expected: OfProcess, process: LabProcess): boolean {
  switch (expected.kind) {
    case 'process':
      return process.state === expected.state;
    case 'process_resumed':
      return hasStarted(process);
    case 'process_restarted':
      return process.state === 'ready' && process.pid !== expected.pid;
  }
}

function areFaultsMet(expected: Exclude<Expectation, OfProcess>, standing: StandingFaults): boolean {
  const { faults, strikes, provider } = standing;
  switch (expected.kind) {
    case 'set':
      return idsOn(expected.route, standing).some((id) => !expected.known.includes(id));
    case 'gone':
      return (
        faults.every(({ faultId }) => faultId !== expected.id) &&
        strikes.every(({ strikeId }) => strikeId !== expected.id)
      );
    case 'released':
      return strikes.every(({ strikeId, state }) => strikeId !== expected.id || state !== 'held');
    case 'provider':
      return providerCount(provider, expected) > expected.before;
    case 'provider_clear':
      return provider.length === 0;
  }
}
