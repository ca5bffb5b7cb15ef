import { type Evidence } from '../run/evidence.ts';

/** Whether the suite put a fault or a strike on such an edge; with `kinds`, one of these. */
export function isFaulted({ faults, strikes }: Evidence, edges: RegExp, kinds?: readonly string[]): boolean {
  const all = [
    ...faults.map(({ edge, kind }) => ({ edge, kind: kind })),
    ...strikes.map(({ edge, action }) => ({ edge, kind: action.kind })),
  ];
  return all.some(({ edge, kind }) => (edge === '*' || edges.test(edge)) && (kinds?.includes(kind) ?? true));
}

/** Whether the suite killed, stopped or paused such a process. */
export const isActedOn = ({ acts }: Evidence, processes: RegExp): boolean =>
  acts.some(({ process, act }) => processes.test(process) && !/^(start|resume)/.test(act));
