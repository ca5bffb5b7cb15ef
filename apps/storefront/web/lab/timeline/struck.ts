import { type ActiveFault, type ArmedStrike, type Release } from '@holdfast/lab-api';
import { timelineWords } from './words.ts';
import { type Struck } from './sighting.ts';

/** The message did not reach its receiver, or not whole. */
const losing: readonly string[] = [
  'reset',
  'close',
  'black_hole',
  'cut',
  'truncate',
  'status',
  'status_after',
];

export function struckBy(action: ArmedStrike['action'] | ActiveFault): Struck {
  const { kind } = action;
  return { kind, words: wordsOf(action), isLost: losing.includes(kind) };
}

function wordsOf(action: ArmedStrike['action'] | ActiveFault): string {
  const { struck } = timelineWords;
  switch (action.kind) {
    case 'delay':
    case 'latency':
      return struck.late(action.ms);
    case 'status':
    case 'status_after':
      return struck[action.kind](action.status);
    default:
      return struck[action.kind];
  }
}

/** A held message, once the lab lets go of it. */
export function releasedAs(how: Release, heldMs: number): Struck {
  return {
    kind: 'hold',
    words: timelineWords.released(heldMs, how),
    isLost: how === 'drop' || how === 'reset',
  };
}
