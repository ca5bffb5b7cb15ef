import { describe, expect, it } from '@jest/globals';
import { angleOf, type Line, lineOf, pathOf } from './lines.ts';
import { nextInDirection } from './next-in-direction.ts';
import { layoutOf, type Rect } from './places.ts';
import { edge, edges } from './system.fixture.ts';
import { systemOf } from './system.ts';

function drawn(width: number, more: readonly string[] = []) {
  const system = systemOf({ edges: [...edges, ...more.map((name) => edge(name))] });
  const { nodes } = layoutOf(
    system.nodes.map(({ name }) => name),
    width,
  );
  const lines = system.connections.map(({ route }) => ({ route, line: lineOf(route, nodes) }));
  return { nodes, lines: lines.flatMap(({ route, line }) => (line ? [{ route, line }] : [])), lines0: lines };
}

const isOnBorder = ({ x, y }: { readonly x: number; readonly y: number }, rect: Rect | undefined): boolean =>
  rect !== undefined &&
  x >= rect.x &&
  x <= rect.x + rect.width &&
  y >= rect.y &&
  y <= rect.y + rect.height &&
  (x === rect.x || x === rect.x + rect.width || y === rect.y || y === rect.y + rect.height);

describe.each([600, 760, 1_200])('the lines of the picture in %i px', (width) => {
  const { nodes, lines, lines0 } = drawn(width, ['checkout->loyalty', 'loyalty->payments']);

  it('lead from the border of the caller to the border of the called', () => {
    expect(lines).toHaveLength(lines0.length);
    for (const { route, line } of lines) {
      const [from = '', to = ''] = route.split('->');
      const [first, last] = [line.points[0], line.points.at(-1)];
      expect([route, first && isOnBorder(first, nodes.get(from))]).toEqual([route, true]);
      expect([route, last && isOnBorder(last, nodes.get(to))]).toEqual([route, true]);
    }
  });

  it('have targets of at least 24 px', () => {
    const small = lines.filter(({ line: { button } }) => Math.min(button.width, button.height) < 24);
    expect(small).toEqual([]);
  });

  it('turn at right angles', () => {
    const isStraight = ({ points }: Line): boolean =>
      points.every((point, index) => {
        const before = points[index - 1] ?? point;
        return before.x === point.x || before.y === point.y;
      });
    expect(lines.filter(({ line }) => !isStraight(line))).toEqual([]);
  });

  it('and nodes are all reached with arrow keys', () => {
    const targets = [
      ...[...nodes].map(([id, rect]) => ({ id, rect })),
      ...lines.map(({ route, line }) => ({ id: route, rect: line.button })),
    ];
    const reached = new Set(['shopper']);
    for (const id of reached)
      for (const direction of ['left', 'right', 'up', 'down'] as const) {
        const next = nextInDirection(targets, id, direction);
        if (next !== undefined) reached.add(next);
      }
    expect([...reached].toSorted()).toEqual(targets.map(({ id }) => id).toSorted());
  });
});

describe('arrow keys', () => {
  const { nodes, lines } = drawn(760);
  const targets = [
    ...[...nodes].map(([id, rect]) => ({ id, rect })),
    ...lines.map(({ route, line }) => ({ id: route, rect: line.button })),
  ];

  it('walk along the way of an order', () => {
    const walked = ['shopper'];
    for (let step = 0; step < 6; step += 1)
      walked.push(nextInDirection(targets, walked.at(-1) ?? '', 'right') ?? 'end');
    expect(walked).toEqual([
      'shopper',
      'shopper->checkout',
      'checkout',
      'checkout->payments',
      'payments',
      'payments->stripe',
      'stripe',
    ]);
  });

  it('end at the border of the picture', () => {
    expect(nextInDirection(targets, 'stripe', 'right')).toBeUndefined();
    expect(nextInDirection(targets, 'postgres', 'down')).toBeUndefined();
  });
});

it('rounds the corners of a path, and turns its arrow along the last part', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 0, y: 50 },
    { x: 80, y: 50 },
  ];
  expect(pathOf(points)).toBe('M 0 0 L 0 40 Q 0 50 10 50 L 80 50');
  expect(angleOf(points)).toBe(0);
  expect(angleOf(points.slice(0, 2))).toBe(90);
});
