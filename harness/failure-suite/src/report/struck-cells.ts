import { type ActiveFault, type ArmedStrike } from '@holdfast/lab-api';
import { type Cell } from '../scenario/scenario.ts';
import { routeOf } from './page/matrix/expectations.ts';

/** Maps the lab's fault kinds and the acts on processes to the words of the matrix. */
const words: Readonly<Record<string, string>> = {
  half_open: 'half-open',
  slice: 'slices',
  truncate: 'truncated',
  delay: 'latency',
  kill: 'kill -9',
  stop: 'SIGTERM',
  pause: 'pause and resume',
};

const wordOf = (kind: string): string => words[kind] ?? kind.replaceAll('_', ' ');

/** Acts that repair. */
const repairing = new Set(['start', 'resume']);

function faultOf(fault: ActiveFault): string {
  if (fault.kind !== 'status' && fault.kind !== 'status_after') return wordOf(fault.kind);
  // SMTP replies have three digits as well; their 5xx is a permanent refusal.
  if (fault.status === 429) return '429';
  return fault.status >= 500 ? '5xx' : 'status';
}

function cellOfStrike({ action, message, direction }: ArmedStrike): Cell[] {
  // A held message is broken by something else: a kill, or the way it is released.
  if (message === null || action.kind === 'hold') return [];
  const phase =
    direction === 'request'
      ? 'before the callee sees it'
      : action.kind === 'cut'
        ? 'mid-response'
        : 'after it ran, before a byte returns';
  return [{ edge: message.route, fault: wordOf(action.kind), phase }];
}

function cellOfFault(fault: ActiveFault): Cell[] {
  const { kind, edge, struck } = fault;
  if (struck === 0) return [];
  const phase = kind === 'refuse' || kind === 'syn_hang' ? 'connect' : 'throughout';
  return [{ edge: routeOf(edge), fault: faultOf(fault), phase }];
}

/** The cells of the matrix in which a scenario actually broke something, according to the lab. */
export function struckCells({
  strikes,
  faults,
  acts,
}: {
  readonly strikes: readonly ArmedStrike[];
  readonly faults: readonly ActiveFault[];
  readonly acts: readonly { readonly process: string; readonly act: string }[];
}): Cell[] {
  const cells = [
    ...strikes.flatMap(cellOfStrike),
    ...faults.flatMap(cellOfFault),
    ...acts
      .map(({ process, act }) => ({ process, act: act.split(' ')[0] ?? act }))
      .filter(({ act }) => !repairing.has(act))
      .map(({ process, act }): Cell => ({ edge: routeOf(process), fault: wordOf(act), phase: 'throughout' })),
  ];
  return [...new Map(cells.map((cell) => [JSON.stringify(cell), cell])).values()];
}
