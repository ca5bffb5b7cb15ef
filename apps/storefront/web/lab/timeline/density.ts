import { type Sighting } from './sighting.ts';

/** More arrows than this in a window would overlap. */
export const mostArrows = 600;
/** Below this, arrows come back. Lower than `mostArrows`, so that the picture does not flicker. */
const fewArrows = 500;
export const binMs = 500;

export const showsDensity = (arrows: number, wasDensity: boolean): boolean =>
  arrows > (wasDensity ? fewArrows : mostArrows);

/** For each lane, the messages that it sent or received in each bin of the time from `from` on. */
export function densityOf(
  sightings: readonly Sighting[],
  from: number,
  bins: number,
): ReadonlyMap<string, readonly number[]> {
  const counts = new Map<string, number[]>();
  const add = (lane: string, bin: number): void => {
    let ofLane = counts.get(lane);
    if (ofLane === undefined) counts.set(lane, (ofLane = new Array<number>(bins).fill(0)));
    ofLane[bin] = (ofLane[bin] ?? 0) + 1;
  };
  for (const { at, from: sender, to } of sightings) {
    const bin = Math.floor((at - from) / binMs);
    if (bin < 0 || bin >= bins) continue;
    add(sender, bin);
    add(to, bin);
  }
  return counts;
}
