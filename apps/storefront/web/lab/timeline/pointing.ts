import { type Geometry, laneMiddles, pixelsOf } from './geometry.ts';
import { type Sighting } from './sighting.ts';

const reachPx = 9;

/** The message drawn closest to a point; `x` counts from the time `start`. Undefined if none is close. */
export function pointedAt(
  point: { readonly x: number; readonly y: number },
  start: number,
  geometry: Geometry,
  sightings: readonly Sighting[],
): Sighting | undefined {
  const middles = laneMiddles(geometry);
  const away = ({ at, from, to }: Sighting): number => {
    const [one, other] = [middles.get(from), middles.get(to)];
    if (one === undefined || other === undefined) return Infinity;
    const besides = Math.max(Math.min(one, other) - point.y, point.y - Math.max(one, other), 0);
    // Of two arrows at one place, the one that begins here.
    return Math.abs(pixelsOf(at - start, geometry) - point.x) + besides + Math.abs(one - point.y) / 1_000;
  };
  let closest: { readonly sighting: Sighting; readonly px: number } | undefined;
  for (const sighting of sightings) {
    const px = away(sighting);
    if (px <= reachPx && (closest === undefined || px < closest.px)) closest = { sighting, px };
  }
  return closest?.sighting;
}

export type MoveKey = 'ArrowLeft' | 'ArrowRight' | 'PageUp' | 'PageDown' | 'Home' | 'End';

const page = 10;

export const isMoveKey = (key: string): key is MoveKey =>
  ['ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End'].includes(key);

/** The message that a key moves to. Without one selected, the newest. */
export function moved(
  key: MoveKey,
  selected: number | null,
  sightings: readonly Sighting[],
): Sighting | undefined {
  const last = sightings.length - 1;
  if (key === 'Home') return sightings[0];
  if (selected === null || key === 'End') return sightings[last];
  const next = sightings.findIndex(({ number }) => number >= selected);
  const from = next === -1 ? last + 1 : next;
  const isBetween = sightings[from]?.number !== selected;
  const to = {
    ArrowLeft: from - 1,
    ArrowRight: isBetween ? from : from + 1,
    PageUp: from - page,
    PageDown: from + page,
  }[key];
  return sightings[Math.min(last, Math.max(0, to))];
}
