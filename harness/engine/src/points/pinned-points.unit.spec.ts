import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nameOf, type Point } from './points.ts';
import { compare, pin, readPinned, struck, withoutSometimes } from './pinned-points.ts';

const aPoint = (ordinal: number): Point => ({
  operation: 'checkout',
  route: 'checkout->payments',
  direction: 'request',
  label: 'POST /payments',
  ordinal,
  sender: 'checkout',
  receiver: 'payments',
});
const sometimes = [{ ...aPoint(2), seen: 1, runs: 3 }];

describe('compare', () => {
  const pinned = [nameOf(aPoint(1)), nameOf(aPoint(2))];

  it('finds no difference if nothing changed, even if a point was seen only sometimes', () => {
    const none = { dropped: [], added: [] };
    expect(compare(pinned, { points: [aPoint(1), aPoint(2)], sometimes: [] })).toEqual(none);
    expect(compare(pinned, { points: [aPoint(1)], sometimes })).toEqual(none);
  });

  it('lists dropped and new points', () => {
    expect(compare(pinned, { points: [aPoint(1), aPoint(3)], sometimes: [] })).toEqual({
      dropped: [nameOf(aPoint(2))],
      added: [nameOf(aPoint(3))],
    });
  });
});

describe('struck', () => {
  it('includes pinned points that only some runs had', () => {
    const recorded = { points: [aPoint(1)], sometimes };
    expect(struck([nameOf(aPoint(2))], recorded).map(nameOf)).toEqual([1, 2].map((n) => nameOf(aPoint(n))));
    expect(struck([], recorded)).toEqual([aPoint(1)]);
  });
});

describe('pin', () => {
  it('stores the names of all points to strike', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-points-'));
    const file = path.join(folder, 'points.json');
    pin({ points: [aPoint(1)], sometimes }, file, 'Points of a spec.');
    expect(readPinned(file)).toEqual([nameOf(aPoint(1))]);
    const recorded = { points: [aPoint(1), aPoint(2)], sometimes: [] };
    expect(withoutSometimes(recorded, file)).toEqual({ points: [aPoint(1)], sometimes: [] });
    // Accepting again forgets none that came and went.
    pin(recorded, file, 'Points of a spec.');
    expect(readPinned(file)).toEqual([nameOf(aPoint(1))]);
    expect(withoutSometimes(recorded, file)).toEqual({ points: [aPoint(1)], sometimes: [] });
    rmSync(folder, { recursive: true });
  });
});
