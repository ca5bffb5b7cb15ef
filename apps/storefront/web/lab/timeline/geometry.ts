import { type Lane } from './lanes.ts';

export const windowMs = 60_000;
/** The window is drawn in pieces, so that a new message redraws one of them. */
export const tileMs = 5_000;
export const laneHeight = 36;
export const axisHeight = 22;
/** The window ends this long before now, so that a message appears with its response and its fate. */
export const lagMs = 400;

export interface Geometry {
  /** Of the window, in CSS pixels. */
  readonly width: number;
  readonly lanes: readonly Lane[];
}

export const heightOf = ({ lanes }: Geometry): number => lanes.length * laneHeight + axisHeight;

export const pixelsOf = (ms: number, { width }: Geometry): number => (ms * width) / windowMs;

export const msOf = (pixels: number, { width }: Geometry): number =>
  width === 0 ? 0 : (pixels * windowMs) / width;

export const tileOf = (at: number): number => Math.floor(at / tileMs);

/** The middle of each lane, by role. */
export const laneMiddles = ({ lanes }: Geometry): ReadonlyMap<string, number> =>
  new Map(lanes.map(({ role }, index) => [role, index * laneHeight + laneHeight / 2]));

/** The tiles that a window shows, and one after it. */
export function tilesIn(start: number): readonly number[] {
  const first = tileOf(start);
  return Array.from({ length: windowMs / tileMs + 2 }, (_, index) => first + index);
}
