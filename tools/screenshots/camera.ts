import { readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromiumArguments, findChromium, noChromiumHelp } from '@holdfast/testing';
import { type Browser, chromium, type Page } from 'playwright-core';
import { Recorder } from './recorder.ts';
import { type Recording, type Scene } from './scene.ts';
import { type Shop } from './shop.ts';

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const mostBytes = { picture: 150_000, pictures: 2_000_000, film: 3_000_000 };

const fileOf = (scene: Scene | Recording): string =>
  'record' in scene ? `${scene.name}.webp` : `${scene.name}.png`;

/** Plays the scenes one after the other, each in a browser profile of its own. */
export async function takePictures(
  scenes: readonly (Scene | Recording)[],
  shop: Shop,
  folder: string,
): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(noChromiumHelp);
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  try {
    for (const scene of scenes) {
      await take(scene, browser, shop, path.join(folder, fileOf(scene)));
      console.log(`took ${fileOf(scene)}`);
    }
  } finally {
    await browser.close();
  }
}

async function take(scene: Scene | Recording, browser: Browser, shop: Shop, file: string): Promise<void> {
  const context = await browser.newContext({
    baseURL: shop.url,
    viewport: sizes[scene.screen],
    colorScheme: scene.colors,
    locale: 'en-US',
    timezoneId: 'America/New_York',
    reducedMotion: 'record' in scene ? 'no-preference' : 'reduce',
  });
  try {
    const page = await context.newPage();
    if ('record' in scene) await film(scene, page, shop, file);
    else await photograph(scene, page, shop, file);
  } finally {
    await context.close();
    await scene.restore?.(shop);
  }
}

async function photograph(scene: Scene, page: Page, shop: Shop, file: string): Promise<void> {
  await scene.play(page, shop);
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.screenshot({ path: file });
}

async function film(recording: Recording, page: Page, shop: Shop, file: string): Promise<void> {
  const recorder = await Recorder.of(page);
  await recording.record(page, shop, recorder);
  writeFileSync(file, recorder.file(sizes[recording.screen]));
}

/** @throws Error if a picture, or all together, are too large for the repository */
export function demandSizes(folder: string): void {
  const files = readdirSync(folder)
    .filter((file) => /^(shop|lab)\b/.test(file))
    .map((file) => ({ file, bytes: statSync(path.join(folder, file)).size }));
  const films = files.filter(({ file }) => file.endsWith('.webp'));
  const pictures = files.filter((each) => !films.includes(each));
  demandSmall(films, mostBytes.film);
  demandSmall(pictures, mostBytes.picture);
  const all = pictures.reduce((sum, { bytes }) => sum + bytes, 0);
  if (all > mostBytes.pictures)
    throw new Error(`All pictures have ${all} bytes, more than ${mostBytes.pictures}.`);
}

function demandSmall(
  files: readonly { readonly file: string; readonly bytes: number }[],
  most: number,
): void {
  const large = files.filter(({ bytes }) => bytes > most);
  if (large.length > 0)
    throw new Error(`Larger than ${most} bytes: ${large.map(({ file }) => file).join(', ')}`);
}
