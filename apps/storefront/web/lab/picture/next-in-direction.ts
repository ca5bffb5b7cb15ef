import { type Rect } from './places.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

export interface Target {
  readonly id: string;
  readonly rect: Rect;
}

const middleOf = ({ x, y, width, height }: Rect): readonly [number, number] => [
  x + width / 2,
  y + height / 2,
];

const vectors: Readonly<Record<Direction, readonly [number, number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

/** From a point to an interval. */
const gap = (from: number, start: number, length: number): number =>
  Math.max(0, start - from, from - start - length);

/** Sideways distance counts three times, so that a row is walked through before the focus leaves it. */
const sidewaysWeight = 3;

/** The nearest target in this direction; undefined at the edge of the picture. */
export function nextInDirection(
  targets: readonly Target[],
  current: string,
  direction: Direction,
): string | undefined {
  const start = targets.find(({ id }) => id === current);
  if (start === undefined) return targets[0]?.id;
  const [startX, startY] = middleOf(start.rect);
  const [alongX, alongY] = vectors[direction];
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const { id, rect } of targets) {
    const [x, y] = middleOf(rect);
    const along = (x - startX) * alongX + (y - startY) * alongY;
    const sideways = alongX === 0 ? gap(startX, rect.x, rect.width) : gap(startY, rect.y, rect.height);
    if (id === current || along < 1) continue;
    const cost = along + sidewaysWeight * sideways;
    if (best === undefined || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}
