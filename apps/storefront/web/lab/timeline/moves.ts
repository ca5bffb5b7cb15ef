import { type LabBreaker, type LabProcess, type UnreachableProcess } from '@holdfast/lab-api';
import { roleOf } from './lanes.ts';
import { timelineWords } from './words.ts';

/** Something that happened to a process besides its messages. */
export interface Move {
  readonly kind: 'breaker' | 'process';
  /** A breaker's by its process's clock; a process's when the page learned of it. */
  readonly at: number;
  readonly lane: string;
  readonly words: string;
}

type Breakers = readonly (LabBreaker | UnreachableProcess)[];

const isBreaker = (each: LabBreaker | UnreachableProcess): each is LabBreaker => 'breaker' in each;
const nameOf = ({ process, edge, dependency }: LabBreaker): string => `${process} ${edge} ${dependency}`;

export function breakerMoves(before: Breakers, after: Breakers): readonly Move[] {
  const known = new Map(before.filter(isBreaker).map((each) => [nameOf(each), each]));
  return after.filter(isBreaker).flatMap((each) => {
    const was = known.get(nameOf(each));
    if (was === undefined || was.breaker === each.breaker) return [];
    const words = timelineWords.breaker(each.process, each.dependency, each.breaker);
    return [{ kind: 'breaker', at: Date.parse(each.since), lane: roleOf(each.process), words }];
  });
}

/** `unknown` is not a move: it is a fact about the reader. */
export function processMoves(
  before: readonly LabProcess[],
  after: readonly LabProcess[],
  at: number,
): readonly Move[] {
  const known = new Map(before.map((each) => [each.name, each]));
  return after.flatMap(({ name, state, pid }) => {
    const was = known.get(name);
    if (was === undefined || state === 'unknown' || was.state === 'unknown') return [];
    const isNew = pid !== null && was.pid !== null && pid !== was.pid;
    if (state === was.state && !isNew) return [];
    return [
      {
        kind: 'process',
        at,
        lane: roleOf(name),
        words: timelineWords.process(name, state, isNew ? pid : null),
      },
    ];
  });
}
