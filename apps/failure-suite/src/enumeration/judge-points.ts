import { type Recorded } from './crash-points.ts';
import { compare, pin, readPinned } from './pinned-points.ts';

/**
 * Why a run with these points cannot be green: one that is pinned is gone, or one is new and nobody has accepted it. Empty when all is as
 * pinned. With `isAccepting` what was recorded is pinned instead, for a reviewer to see.
 */
export function judgePoints(recorded: Recorded, isAccepting: boolean): readonly string[] {
  if (isAccepting) {
    pin(recorded);
    return [];
  }
  const { dropped, risen } = compare(readPinned(), recorded);
  return [
    ...dropped.map((name) => `a crash point is gone: ${name}`),
    ...risen.map((name) => `a crash point is new, and accepted with --points --accept-points: ${name}`),
  ];
}

/** What `--points` prints. */
export function pointsInWords({ points, sometimes }: Recorded): string {
  const lines = points.map(
    ({ operation, route, direction, label, ordinal }) =>
      `  ${operation.padEnd(16)}${route.padEnd(28)}${direction.padEnd(9)}${label} #${ordinal}`,
  );
  const known = sometimes.map(
    ({ operation, route, direction, label, ordinal, seen, runs }) =>
      `  ${operation.padEnd(16)}${route.padEnd(28)}${direction.padEnd(9)}${label} #${ordinal}, in ${seen} of ${runs} runs`,
  );
  return [
    `${points.length} crash points`,
    ...lines,
    ...(known.length === 0 ? [] : [`sometimes, and not struck: ${known.length}`, ...known]),
    '',
  ].join('\n');
}
