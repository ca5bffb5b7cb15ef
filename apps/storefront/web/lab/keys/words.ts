import { durationText } from '../../say/time.ts';

export const keysWords = {
  summary: (count: number | undefined) => {
    if (count === undefined) return 'Unfinished operations';
    return count === 0 ? 'Unfinished operations: none' : `Unfinished operations: ${count}`;
  },
  none: 'Every operation of checkout and payments has ended.',
  reading: 'Reading the keys…',
  ends: 'Ended by',
  retry: 'Retry now',
  retryName: (operationId: string) => `Retry now: ${operationId}`,
  retrying: 'Checking…',
  inTerminal: 'Retry in a terminal',
  typeIt: 'Run the command. This table shows when it has happened.',
  startedAgo: (ms: number) => `started ${durationText(ms)} ago`,
} as const;

/** `Next check in 4 s.`; empty if none is due. */
export function nextCheckSentence(nextCheckAt: number | null, now: number): string {
  if (nextCheckAt === null) return '';
  const left = nextCheckAt - now;
  return left <= 0 ? 'Next check now.' : `Next check in ${durationText(left)}.`;
}
