/** `npm run screenshots`: takes the pictures of shop and lab, in a real browser on a stack of its own. */
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { UsageError } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { demandSizes, takePictures } from './screenshots/camera.ts';
import { labScenes } from './screenshots/lab-scenes.ts';
import { type Recording, type Scene } from './screenshots/scene.ts';
import { shopScenes } from './screenshots/shop-scenes.ts';
import { startShop } from './screenshots/shop.ts';

const folder = path.join(repositoryRoot, 'docs/images');
const scenes: readonly (Scene | Recording)[] = [...shopScenes, ...labScenes];

const usage = `npm run screenshots [-- PICTURE …]

Takes the pictures of the shop and the lab in docs/images, or those named: ${scenes.map(({ name }) => name).join(', ')}.
lab is a film, an animated WebP.
Chromium comes from CHROMIUM_PATH, else from the PATH. Texts have the fonts of this machine.
Exit codes: 0 taken, 1 failed, 2 invalid arguments.`;

function read(names: readonly string[]): typeof scenes {
  const unknown = names.filter((wanted) => !scenes.some(({ name }) => name === wanted));
  if (unknown.length > 0) throw new UsageError(`No such picture: ${unknown.join(', ')}.`);
  return names.length === 0 ? scenes : scenes.filter(({ name }) => names.includes(name));
}

async function run(wanted: typeof scenes): Promise<void> {
  const shop = await startShop();
  try {
    await takePictures(wanted, shop, folder);
  } finally {
    await shop.stop();
  }
  demandSizes(folder);
}

await runCommand({ usage, read, run });
