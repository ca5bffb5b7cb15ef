import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const css = readFileSync(path.join(import.meta.dirname, 'tokens.css'), 'utf8');
const colors = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\);/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);
const grounds = ['ground', 'sheet', 'sunk'];
/** WCAG 2.2: 4.5 for text, 3 for the borders of controls. */
const pairs = [
  ...['ink', 'quiet', 'accent', 'accent-strong', 'held', 'broken', 'wait'].flatMap((text) =>
    grounds.map((ground) => [text, ground, 4.5] as const),
  ),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-strong', 4.5],
  ['on-working', 'working', 4.5],
  ['held', 'held-ground', 4.5],
  ['broken', 'broken-ground', 4.5],
  ['wait', 'wait-ground', 4.5],
  ['edge', 'ground', 3],
  ['edge', 'sheet', 3],
  ['edge', 'sunk', 3],
] as const;

describe.each(['light', 'dark'] as const)('in the %s colors', (scheme) => {
  it.each(pairs)('%s on %s has a contrast of %d', (front, back, least) => {
    expect(contrast(color(front, scheme), color(back, scheme))).toBeGreaterThanOrEqual(least);
  });
});

function color(name: string, scheme: 'light' | 'dark'): string {
  const known = colors.get(name);
  if (known === undefined) throw new Error(`tokens.css has no color --${name}`);
  return known[scheme];
}

function contrast(first: string, second: string): number {
  const [lighter = 0, darker = 0] = [luminance(first), luminance(second)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
