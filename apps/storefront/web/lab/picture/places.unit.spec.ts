import { describe, expect, it } from '@jest/globals';
import { lineOf } from './lines.ts';
import { isStore, layoutOf, type Rect } from './places.ts';
import { edge, edges } from './system.fixture.ts';
import { systemOf } from './system.ts';

const ofStack = systemOf({ edges });
const names = ofStack.nodes.map(({ name }) => name);
const overlaps = (one: Rect, other: Rect): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;
const pairs = <Value>(values: readonly Value[]): (readonly [Value, Value])[] =>
  values.flatMap((one, index) => values.slice(index + 1).map((other) => [one, other] as const));

describe.each([600, 760, 1_200])('the places of nodes in %i px', (width) => {
  const { nodes, height } = layoutOf(names, width);

  it('do not overlap, and lie within the picture', () => {
    expect([...nodes.keys()].toSorted()).toEqual(names.toSorted());
    expect(pairs([...nodes]).filter(([[, one], [, other]]) => overlaps(one, other))).toEqual([]);
    for (const rect of nodes.values()) {
      expect(rect.x).toBeGreaterThanOrEqual(0);
      expect(rect.x + rect.width).toBeLessThanOrEqual(width);
      expect(rect.y + rect.height).toBeLessThanOrEqual(height);
    }
  });

  it('have the stores below everything else', () => {
    const lowest = (wanted: boolean): number[] =>
      [...nodes].filter(([name]) => isStore(name) === wanted).map(([, { y }]) => y);
    expect(Math.max(...lowest(false))).toBeLessThan(Math.min(...lowest(true)));
  });
});

describe('the places of services that the picture does not know', () => {
  const more = ['loyalty', 'stock', 'tax', 'gifts'];
  const withMore = [
    ...edges,
    ...more.flatMap((name) => [edge(`checkout->${name}`), edge(`${name}->postgres`)]),
  ];
  const system = systemOf({ edges: withMore });
  const { nodes } = layoutOf(
    system.nodes.map(({ name }) => name),
    760,
  );

  it('are free, and below the second row', () => {
    const second = nodes.get('email')?.y ?? 0;
    expect(more.map((name) => (nodes.get(name)?.y ?? 0) > second)).toEqual(more.map(() => true));
    expect(pairs([...nodes]).filter(([[, one], [, other]]) => overlaps(one, other))).toEqual([]);
  });

  it('let the lines to the stores pass', () => {
    const crossed = edges
      .filter(({ to }) => isStore(to))
      .flatMap(({ edge: route }) => {
        const x = lineOf(route, nodes)?.points[0]?.x ?? -1;
        return more.filter((name) => {
          const rect = nodes.get(name);
          return rect !== undefined && x > rect.x && x < rect.x + rect.width;
        });
      });
    expect(crossed).toEqual([]);
  });
});

it('leaves no gap for a store that is missing', () => {
  const { nodes, height } = layoutOf(
    names.filter((name) => name !== 'redis'),
    760,
  );
  expect(nodes.has('redis')).toBe(false);
  expect(height).toBeLessThan(layoutOf(names, 760).height);
});
