import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nameOf, type Point } from './crash-points.ts';
import { compare, pin, readPinned, struck } from './pinned-points.ts';

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

  it('finds nothing where nothing has changed, also when a point was seen only sometimes', () => {
    const none = { dropped: [], risen: [] };
    expect(compare(pinned, { points: [aPoint(1), aPoint(2)], sometimes: [] })).toEqual(none);
    expect(compare(pinned, { points: [aPoint(1)], sometimes })).toEqual(none);
  });

  it('tells which point is gone, and which is new', () => {
    expect(compare(pinned, { points: [aPoint(1), aPoint(3)], sometimes: [] })).toEqual({
      dropped: [nameOf(aPoint(2))],
      risen: [nameOf(aPoint(3))],
    });
  });
});

describe('struck', () => {
  it('has what is pinned also when only some of the runs had it', () => {
    const recorded = { points: [aPoint(1)], sometimes };
    expect(struck([nameOf(aPoint(2))], recorded).map(nameOf)).toEqual([1, 2].map((n) => nameOf(aPoint(n))));
    expect(struck([], recorded)).toEqual([aPoint(1)]);
  });
});

describe('pin', () => {
  it('keeps the names of all points that are struck', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-points-'));
    const file = path.join(folder, 'points.json');
    pin({ points: [aPoint(1)], sometimes }, file);
    expect(readPinned(file)).toEqual([nameOf(aPoint(1))]);
    rmSync(folder, { recursive: true });
  });
});
