import { type ActiveFault, type ArmedStrike } from '@holdfast/fault-proxy';
import { type Cell } from '../scenario/scenario.ts';
import { routeOf } from './page/matrix/expectations.ts';

const words = (kind: string): string => kind.replaceAll('_', ' ');

function cellOfStrike({ action, message, direction }: ArmedStrike): Cell[] {
  // What is only held is broken by something else: a kill, or how it is let go.
  if (message === null || action.kind === 'hold') return [];
  const phase =
    direction === 'request'
      ? 'before the callee sees it'
      : action.kind === 'cut'
        ? 'in mid-answer'
        : 'after it ran, before a byte returns';
  return [{ edge: message.route, fault: words(action.kind), phase }];
}

function cellOfFault({ kind, edge, struck }: ActiveFault): Cell[] {
  if (struck === 0) return [];
  const phase = kind === 'refuse' || kind === 'syn_hang' ? 'connect' : 'throughout';
  return [{ edge: routeOf(edge), fault: words(kind), phase }];
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
    ...acts.map(({ process, act }): Cell => ({
      edge: routeOf(process),
      fault: act.split(' ')[0] ?? act,
      phase: 'throughout',
    })),
  ];
  return [...new Map(cells.map((cell) => [JSON.stringify(cell), cell])).values()];
}
