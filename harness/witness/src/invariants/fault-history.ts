import { type Message } from '@holdfast/lab-api';
import { type Evidence } from './evidence.ts';

/** True if the suite broke such an edge; with `kinds`, in one of these ways. */
export function isFaulted({ faults, strikes }: Evidence, edges: RegExp, kinds?: readonly string[]): boolean {
  const all = [
    ...faults.map(({ edge, kind }) => ({ edge, kind: kind })),
    ...strikes.map(({ edge, action }) => ({ edge, kind: action.kind })),
  ];
  return all.some(({ edge, kind }) => (edge === '*' || edges.test(edge)) && (kinds?.includes(kind) ?? true));
}

/** True if the suite killed, stopped, paused or cut off such a process. */
export const isActedOn = ({ acts }: Evidence, processes: RegExp): boolean =>
  acts.some(({ process, act }) => processes.test(process) && !/^(start|resume|reconnect)/.test(act));

interface Span {
  readonly from: number;
  readonly to: number;
}

const overlap = (one: Span, other: Span): boolean => one.from <= other.to && other.from <= one.to;

/**
 * True if such an edge was faulty, or a message on it was struck, during the span. With `method`, a struck
 * message of HTTP must have it.
 */
export function wasFaulted(
  { events, healedAt }: Evidence,
  edges: RegExp,
  span: Span,
  method?: string,
): boolean {
  const isSuch = (edge: string): boolean => edge === '*' || edges.test(edge);
  return events.some((event) => {
    if (event.type === 'struck')
      return (
        isSuch(event.strike.edge) &&
        overlap(span, { from: event.at, to: event.at }) &&
        mayBe(event.strike.message, method)
      );
    if (event.type !== 'fault_set' || !isSuch(event.fault.edge)) return false;
    const { faultId } = event.fault;
    const cleared = events.find((each) => each.type === 'fault_cleared' && each.fault.faultId === faultId);
    return overlap(span, { from: event.at, to: cleared?.type === 'fault_cleared' ? cleared.at : healedAt });
  });
}

const mayBe = (message: Message | null, method: string | undefined): boolean =>
  method === undefined || message?.protocol !== 'http' || message.label.split(' ').includes(method);

/** 2 s: a process that starts or resumes must first catch up. */
const catchingUpMs = 2_000;

/** True if the suite kept such a process down or paused during the span, or it had just come back. */
export function wasAway(
  { acts, healedAt }: Pick<Evidence, 'acts' | 'healedAt'>,
  processes: RegExp,
  span: Span,
): boolean {
  const isBack = /^(start|resume|reconnect)/;
  return acts.some(({ at, process, act }, index) => {
    if (!processes.test(process) || isBack.test(act)) return false;
    const back = acts.slice(index).find((each) => each.process === process && isBack.test(each.act));
    const to = act.startsWith('restart') ? at : (back?.at ?? healedAt);
    return overlap(span, { from: at, to: to + catchingUpMs });
  });
}
