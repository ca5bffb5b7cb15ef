import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { chromiumArguments, findChromium, noChromiumHelp } from '@holdfast/testing';
import { type Browser, chromium } from 'playwright-core';
import { type Scene } from './scenes.ts';
import { type Shop } from './shop.ts';

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const mostBytes = { picture: 150_000, all: 1_000_000 };

const fileOf = (name: string): string => `shop-${name}.png`;

/** Plays the scenes one after the other, each in a browser profile of its own. */
export async function takePictures(scenes: readonly Scene[], shop: Shop, folder: string): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(noChromiumHelp);
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  try {
    for (const scene of scenes) {
      await take(scene, browser, shop, path.join(folder, fileOf(scene.name)));
      console.log(`took ${fileOf(scene.name)}`);
    }
  } finally {
    await browser.close();
  }
}

async function take(scene: Scene, browser: Browser, shop: Shop, file: string): Promise<void> {
  const context = await browser.newContext({
    baseURL: shop.url,
    viewport: sizes[scene.screen],
    colorScheme: scene.colors,
    locale: 'en-US',
    timezoneId: 'America/New_York',
    reducedMotion: 'reduce',
  });
  try {
    const page = await context.newPage();
    await scene.play(page, shop);
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    await page.screenshot({ path: file });
  } finally {
    await context.close();
    await scene.restore?.(shop);
  }
}

/** @throws Error if a picture, or all together, are too large for the repository */
export function demandSizes(folder: string): void {
  const files = readdirSync(folder)
    .filter((file) => file.startsWith('shop-'))
    .map((file) => ({ file, bytes: statSync(path.join(folder, file)).size }));
  const large = files.filter(({ bytes }) => bytes > mostBytes.picture);
  if (large.length > 0)
    throw new Error(`Larger than ${mostBytes.picture} bytes: ${large.map(({ file }) => file).join(', ')}`);
  const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (all > mostBytes.all) throw new Error(`All pictures have ${all} bytes, more than ${mostBytes.all}.`);
}
