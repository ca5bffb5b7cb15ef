import { isStore, type Rect } from './places.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A point that a text keeps to while it grows. */
export interface Anchor extends Point {
  readonly grows: 'up' | 'down' | 'left' | 'right';
  /** The distance from its line. */
  readonly stem?: number;
  /** The most that it may be wide. */
  readonly width?: number;
  /** On one line. */
  readonly isInline?: boolean;
}

/** The drawing of one connection. */
export interface Line {
  /** From the caller to the called, with right angles only. */
  readonly points: readonly Point[];
  /** The breaker, at the caller's end. */
  readonly mark: Point;
  /** The target of pointers and the focus. */
  readonly button: Rect;
  /** The breaker in words. */
  readonly caption: Anchor;
  /** The rate, and retries that are used up. */
  readonly note: Anchor;
  /** The badge that names its faults. */
  readonly badge: Anchor;
}

const target = 28;
const markAt = 15;
/** The most that a badge may be wide. */
const badgeWidth = 248;
/** Nodes nearer to each other leave no room for a badge between them. */
const nearNodes = 170;
const toStoreOffset: Readonly<Record<string, number>> = { redis: -15, postgres: 15 };
/** Above the bars, where the lines to the stores have their marks and targets. */
const aboveStore = 38;

/** Draws the line between two nodes by where they stand. Undefined without one of them. */
export function lineOf(route: string, nodes: ReadonlyMap<string, Rect>): Line | undefined {
  const [fromName = '', toName = ''] = route.split('->');
  const [from, to] = [nodes.get(fromName), nodes.get(toName)];
  if (from === undefined || to === undefined) return undefined;
  if (isStore(toName)) return lineToStore(from, to, toName, nodes);
  if (from.y !== to.y)
    return from.y < to.y && isBeside(from, to) ? lineAround(from, to) : lineAcross(from, to);
  return from.x < to.x ? lineAlong(from, to) : lineOver(from, to);
}

const middle = ({ x, width }: Rect): number => x + width / 2;
const center = ({ y, height }: Rect): number => y + height / 2;
const bottom = ({ y, height }: Rect): number => y + height;
const right = ({ x, width }: Rect): number => x + width;

/** To the next node of the row. */
function lineAlong(from: Rect, to: Rect): Line {
  const y = center(from);
  const [start, end] = [right(from), to.x];
  return {
    points: [
      { x: start, y },
      { x: end, y },
    ],
    mark: { x: start + markAt, y },
    button: { x: start, y: y - target / 2, width: end - start, height: target },
    caption: { x: (start + end) / 2, y: y - 9, grows: 'up' },
    note: { x: end - Math.min(48, (end - start) / 2), y: y + 7, grows: 'down' },
    badge: badgeAlong(from, to),
  };
}

/** Beside the way of an order, badges stand above or below the nodes, which are close to each other. */
function badgeAlong(from: Rect, to: Rect): Anchor {
  const x = (right(from) + to.x) / 2;
  const y = center(from);
  const outside = from.height / 2 + 6;
  if (from.x === 0) return { x, y: y - outside, grows: 'up', stem: outside };
  const gap = to.x - right(from);
  if (gap < nearNodes) return { x, y: y + outside, grows: 'down', stem: outside };
  return { x, y: y + 18, grows: 'down', stem: 18, width: gap - 12 };
}

/** Back to an earlier node of the row, over both. */
function lineOver(from: Rect, to: Rect): Line {
  const y = from.y - 28;
  const [start, end] = [middle(from), middle(to)];
  return {
    points: [
      { x: start, y: from.y },
      { x: start, y },
      { x: end, y },
      { x: end, y: to.y },
    ],
    mark: { x: start, y: from.y - markAt },
    button: { x: end + 16, y: y - target / 2, width: start - end - 32, height: target },
    caption: { x: (start + end) / 2, y: y - 6, grows: 'up' },
    note: { x: (start + end) / 2, y: y + 5, grows: 'down' },
    badge: { x: end - 12, y: 0, grows: 'left', stem: 12 },
  };
}

const isBeside = (from: Rect, to: Rect): boolean => right(to) < middle(from) - 40;

/** Down, then back to the side of a node in a row below. */
function lineAround(from: Rect, to: Rect): Line {
  const x = middle(from) - 38;
  const y = center(to);
  return {
    points: [
      { x, y: bottom(from) },
      { x, y },
      { x: right(to), y },
    ],
    mark: { x, y: bottom(from) + markAt },
    button: { x: x - target / 2, y: bottom(from), width: target, height: y - bottom(from) + target / 2 },
    caption: { x: x - 12, y: bottom(from) + 4, grows: 'left', isInline: true },
    note: { x: (x + right(to)) / 2, y: y - 7, grows: 'up' },
    badge: { x: x - 12, y: bottom(from) + 26, grows: 'left', stem: 12 },
  };
}

/** Between rows: half of the way down or up, across, and on. */
function lineAcross(from: Rect, to: Rect): Line {
  const isDown = from.y < to.y;
  const x = middle(from) + 34;
  const [startY, endY] = isDown ? [bottom(from), to.y] : [from.y, bottom(to)];
  const y = isDown ? endY - 24 : endY + 24;
  const end = middle(to);
  return {
    points: [
      { x, y: startY },
      { x, y },
      { x: end, y },
      { x: end, y: endY },
    ],
    mark: { x, y: startY + (isDown ? markAt : -markAt) },
    button: {
      x: Math.min(x, end) - target / 2,
      y: y - target / 2,
      width: Math.abs(end - x) + target,
      height: target,
    },
    caption: { x: (x + end) / 2, y: y - 6, grows: 'up' },
    note: { x: (x + end) / 2, y: y + 5, grows: 'down' },
    badge: { x: (x + end) / 2, y: y + 14, grows: 'down', stem: 14 },
  };
}

/** Straight down to the bar. The targets of all of them stand side by side above the first bar. */
function lineToStore(from: Rect, to: Rect, store: string, nodes: ReadonlyMap<string, Rect>): Line {
  const bars = [...nodes].filter(([name]) => isStore(name)).map(([, { y }]) => y);
  const x = middle(from) + (bars.length > 1 ? (toStoreOffset[store] ?? 0) : 0);
  const y = Math.min(...bars) - aboveStore;
  return {
    points: [
      { x, y: bottom(from) },
      { x, y: to.y },
    ],
    mark: { x, y: y + target / 2 },
    button: { x: x - target / 2, y, width: target, height: target },
    caption: { x: x - 10, y: y - 20, grows: 'left' },
    note: { x: x - 10, y: y + target - 8, grows: 'left' },
    badge: badgeToStore(x, y),
  };
}

/** In the room between the last nodes and the bars. */
function badgeToStore(x: number, y: number): Anchor {
  const isAtEdge = x < badgeWidth;
  return { x: isAtEdge ? x + 12 : x - 12, y: y - 20, grows: isAtEdge ? 'right' : 'left', stem: 12 };
}

/** `M 0 0 L …` with round corners. */
export function pathOf(points: readonly Point[], radius = 10): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M ${point.x} ${point.y}`;
      if (after === undefined) return `L ${point.x} ${point.y}`;
      const enter = toward(point, before, radius);
      const leave = toward(point, after, radius);
      return `L ${enter.x} ${enter.y} Q ${point.x} ${point.y} ${leave.x} ${leave.y}`;
    })
    .join(' ');
}

function toward(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(distance, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

/** The angle of the last part of a line, for its arrow: 0 leads to the right. */
export function angleOf(points: readonly Point[]): number {
  const [before, last] = points.slice(-2);
  if (before === undefined || last === undefined) return 0;
  return (Math.atan2(last.y - before.y, last.x - before.x) * 180) / Math.PI;
}
