import { type ActiveFault, type ArmedStrike } from '@holdfast/fault-proxy';
import { type Cell } from '../scenario/scenario.ts';
import { routeOf } from './page/matrix/expectations.ts';

/** The lab's words and the acts on processes as cells of the matrix say them. */
const words: Readonly<Record<string, string>> = {
  half_open: 'half-open',
  slice: 'slices',
  truncate: 'truncated',
  delay: 'latency',
  kill: 'kill -9',
  stop: 'SIGTERM',
  pause: 'stop and continue',
};

const wordOf = (kind: string): string => words[kind] ?? kind.replaceAll('_', ' ');

/** Acts that mend. */
const mending = new Set(['start', 'resume']);

function faultOf(fault: ActiveFault): string {
  if (fault.kind !== 'status' && fault.kind !== 'status_after') return wordOf(fault.kind);
  // An SMTP reply counts in hundreds as well, and its 5xx is a refusal for good.
  if (fault.status === 429) return '429';
  return fault.status >= 500 ? '5xx' : 'status';
}

function cellOfStrike({ action, message, direction }: ArmedStrike): Cell[] {
  // What is only held is broken by something else: a kill, or how it is let go.
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

/** Where in the matrix a scenario did break something, by the lab's own account. */
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
      .filter(({ act }) => !mending.has(act))
      .map(({ process, act }): Cell => ({ edge: routeOf(process), fault: wordOf(act), phase: 'throughout' })),
  ];
  return [...new Map(cells.map((cell) => [JSON.stringify(cell), cell])).values()];
}
