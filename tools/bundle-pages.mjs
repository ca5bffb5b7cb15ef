/**
 * Bundles the pages of the shop, with and without the failure lab, if their sources changed since the last
 * time. Part of `npm run build`, `npm start` and `npm test`.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const storefront = path.join(root, 'apps/storefront');
const bundles = { production: 'dist/web', demo: 'dist/web-demo' };
const stampFile = path.join(storefront, 'dist/web.sha256');

/** Whatever ends up in a bundle, or decides how it is made. */
const sources = [
  'package-lock.json',
  'tools/bundle-pages.mjs',
  'apps/storefront/*.ts',
  'apps/storefront/web/**/*',
  'libs/{checkout-client,contracts}/{package.json,src/**/*}',
];

function sourcesSha() {
  const files = globSync(sources, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.spec\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${path.relative(root, file)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function areBundled(sha) {
  const pages = Object.values(bundles).map((folder) => path.join(storefront, folder, 'index.html'));
  return pages.every(existsSync) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sha;
}

const sha = sourcesSha();
if (!areBundled(sha)) {
  // Jest sets NODE_ENV, and a bundle for tests would contain the development version of React.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  const configFile = path.join(storefront, 'vite.config.ts');
  // On a busy machine, rolldown warns about slow plugins.
  const options = {
    configFile,
    logLevel: 'warn',
    build: { rolldownOptions: { checks: { pluginTimings: false } } },
  };
  await Promise.all(Object.keys(bundles).map((mode) => build({ ...options, mode })));
  writeFileSync(stampFile, sha);
}
