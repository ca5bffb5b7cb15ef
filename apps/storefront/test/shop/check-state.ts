import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import { type AxeResults, type RunOptions } from 'axe-core';
import { type Page } from 'playwright-core';
import { whileResizing } from './page-watch.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const rules: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  resultTypes: ['violations'],
  // Reads no style sheets over the network.
  preload: false,
};

interface Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme?: 'dark';
  readonly reducedMotion?: 'reduce';
}

const desktop = { width: 1280, height: 800 };

/** At 200 % zoom, a window of 1280 by 800 has half as many CSS pixels in each direction. */
const looks: readonly Look[] = [
  { name: 'light', ...desktop },
  { name: 'dark', ...desktop, colorScheme: 'dark' },
  { name: 'reduced motion', ...desktop, reducedMotion: 'reduce' },
  { name: '200 % zoom', width: 640, height: 400 },
  { name: '320 px', width: 320, height: 640 },
];

/**
 * Checks the current state of a page: no violation of WCAG 2.2 A and AA and no sideways scrolling, in light,
 * dark, with reduced motion, at 200 % zoom and in 320 px.
 */
export async function checkState(page: Page, name: string): Promise<void> {
  const problems = await whileResizing(page, () => problemsInLooks(page, name));
  expect(problems).toEqual([]);
}

async function problemsInLooks(page: Page, name: string): Promise<string[]> {
  const size = page.viewportSize();
  const problems: string[] = [];
  for (const look of looks) {
    await page.setViewportSize(look);
    await page.emulateMedia({
      colorScheme: look.colorScheme ?? 'light',
      reducedMotion: look.reducedMotion ?? 'no-preference',
    });
    problems.push(...(await problemsIn(page)).map((problem) => `${name}, ${look.name}: ${problem}`));
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (size !== null) await page.setViewportSize(size);
  return problems;
}

async function problemsIn(page: Page): Promise<string[]> {
  // A script element would be against the policy of the page.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const { overflow, violations } = await page.evaluate(checkLook, rules as object);
  return [
    ...(overflow === 0 ? [] : [`scrolls sideways by ${overflow} px`]),
    ...violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help} (${nodes.map(({ target, any }) => `${target.join(' ')} ${any[0]?.message ?? ''}`).join('; ')})`,
    ),
  ];
}

/**
 * Runs in the page, after its transitions and the next frame. Content that arrives during a check fades in
 * pale, so that a check with violations is repeated until nothing moved meanwhile.
 */
async function checkLook(
  options: object,
): Promise<{ overflow: number; violations: AxeResults['violations'] }> {
  const { axe } = globalThis as unknown as {
    axe: { run(root: Document, options: object): Promise<AxeResults> };
  };
  const moving = (): Animation[] =>
    document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(Number(effect?.getComputedTiming().endTime)));
  const looksAtMost = 10;
  for (let look = 1; ; look += 1) {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    let hasMoved = false;
    const note = (): void => void (hasMoved = true);
    // Before the wait: content that arrives during it may still be pale after it.
    for (const type of ['animationstart', 'transitionrun']) document.addEventListener(type, note);
    await Promise.all(moving().map(({ finished }) => finished.catch(() => undefined)));
    const { violations } = await axe.run(document, options);
    for (const type of ['animationstart', 'transitionrun']) document.removeEventListener(type, note);
    const isStill = !hasMoved && moving().length === 0;
    if (violations.length > 0 && !isStill && look < looksAtMost) continue;
    const root = document.documentElement;
    return { overflow: Math.max(0, root.scrollWidth - root.clientWidth), violations };
  }
}
