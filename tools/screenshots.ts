/** `npm run screenshots`: takes the pictures of the shop, in a real browser on a stack of its own. */
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { UsageError } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { demandSizes, takePictures } from './screenshots/camera.ts';
import { type Scene, scenes } from './screenshots/scenes.ts';
import { startShop } from './screenshots/shop.ts';

const folder = path.join(repositoryRoot, 'docs/images');

const usage = `npm run screenshots [-- PICTURE …]

Takes the pictures of the shop in docs/images, or those named: ${scenes.map(({ name }) => name).join(', ')}.
Chromium comes from CHROMIUM_PATH, else from the PATH. Texts have the fonts of this machine.
Exit codes: 0 taken, 1 failed, 2 invalid arguments.`;

function read(names: readonly string[]): readonly Scene[] {
  const unknown = names.filter((wanted) => !scenes.some(({ name }) => name === wanted));
  if (unknown.length > 0) throw new UsageError(`No such picture: ${unknown.join(', ')}.`);
  return names.length === 0 ? scenes : scenes.filter(({ name }) => names.includes(name));
}

async function run(wanted: readonly Scene[]): Promise<void> {
  const shop = await startShop();
  try {
    await takePictures(wanted, shop, folder);
  } finally {
    await shop.stop();
  }
  demandSizes(folder);
}

await runCommand({ usage, read, run });
