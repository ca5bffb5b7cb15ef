import { type Point } from './lines.ts';
import { type Dot } from './traffic.ts';

const travelMs = 400;
const svg = 'http://www.w3.org/2000/svg';
const radius = 4;

const translated = ({ x, y }: Point): string => `translate(${x}px, ${y}px)`;

/** Of people who want nothing to move. */
export const prefersStillness = matchMedia('(prefers-reduced-motion: reduce)');

/** Each corner of the way with its share of the whole length, from 0 to 1. */
function keyframesOf(points: readonly Point[]): Keyframe[] {
  const lengths = points.map((point, index) => {
    const before = points[index - 1] ?? point;
    return Math.hypot(point.x - before.x, point.y - before.y);
  });
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  let passed = 0;
  return points.map((point, index) => {
    passed += lengths[index] ?? 0;
    return { transform: translated(point), offset: whole === 0 ? index : passed / whole };
  });
}

/** The first half of a way. */
function halfOf(points: readonly Point[]): readonly Point[] {
  const [first, second] = points;
  if (first === undefined || second === undefined || points.length > 2) return points.slice(0, -1);
  return [first, { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 }];
}

/**
 * Lets a message travel: filled for a request, hollow for a response. A lost one stops on its way and becomes
 * a cross. Nothing moves for people who prefer that.
 */
export function drawDot(layer: SVGGElement, points: readonly Point[], { direction, isLost }: Dot): void {
  if (prefersStillness.matches) return;
  const way = direction === 'request' ? points : points.toReversed();
  const travelled = isLost ? halfOf(way) : way;
  const dot = document.createElementNS(svg, 'circle');
  dot.setAttribute('r', String(radius));
  dot.setAttribute('class', `dot dot-${direction}`);
  layer.append(dot);
  const animation = dot.animate(keyframesOf(travelled), { duration: travelMs, easing: 'ease-in-out' });
  animation.onfinish = () => {
    dot.remove();
    const end = travelled.at(-1);
    if (isLost && end !== undefined) drawCross(layer, end);
  };
  // A page that leaves takes its layer along.
  animation.oncancel = () => dot.remove();
}

const crossMs = 1_200;

function drawCross(layer: SVGGElement, at: Point): void {
  const cross = document.createElementNS(svg, 'path');
  cross.setAttribute('d', 'M -6 -6 L 6 6 M 6 -6 L -6 6');
  cross.setAttribute('transform', `translate(${at.x} ${at.y})`);
  cross.setAttribute('class', 'dot-cross');
  layer.append(cross);
  const animation = cross.animate([{ opacity: 1 }, { opacity: 1, offset: 0.5 }, { opacity: 0 }], crossMs);
  animation.onfinish = () => cross.remove();
}
