import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { startTimeOf } from '../process/process-identity.ts';
import { repositoryRoot } from '../repository.ts';
import { missingPackages, oneTypeorm, ownPlaces } from './bundle-plugins.ts';

/** Bundle files by program; a program is a path from the repository's root: `apps/checkout/dist/main.js`. */
export type ProgramFiles = Readonly<Record<string, string>>;

/** The NODE_COMPILE_CACHE of bundles: beside them, and replaced with them. */
export const compiledFolder = (bundles: string): string => path.join(bundles, 'compiled');

/**
 * Bundles each built program into one file in `.local/bundles`, replacing earlier bundles. A bundle starts
 * with less than half the CPU time (0.7 s instead of 1.6 s), because most of a start is loading 3,000 files.
 * Throws if a program has not been built, or imports a missing file.
 */
export async function bundlePrograms(programs: readonly string[]): Promise<ProgramFiles> {
  const folder = path.join(repositoryRoot, '.local/bundles');
  await mkdir(folder, { recursive: true });
  // Retried: a process that starts from the current bundles may add files meanwhile.
  await rm(compiledFolder(folder), { recursive: true, force: true, maxRetries: 5 });
  await removeLeftovers(folder);
  // Another process may be starting from the current bundles: replace them only when the new ones are
  // complete.
  const unfinished = await mkdtemp(path.join(folder, `unfinished-${process.pid}-`));
  try {
    await bundle(programs, unfinished);
    const files = programs.map((program) => [program, path.join(folder, nameOf(program))] as const);
    for (const [, file] of files) await rename(path.join(unfinished, path.basename(file)), file);
    return Object.fromEntries(files);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Unfinished folders of processes that were killed. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = /^unfinished-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && startTimeOf(Number(pid)) === undefined)
      await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

/** `checkout-main.mjs`; for a program elsewhere its whole path: `tools-keys-dist-main.mjs`. */
const nameOf = (program: string): string =>
  `${program.replace(/^apps\/([^/]+)\/dist\/(.*)\.js$/, '$1-$2').replaceAll(/[^a-z0-9-]+/gi, '-')}.mjs`;

/** All programs in one run, which reads shared files once (4 s instead of 8 s). */
async function bundle(programs: readonly string[], folder: string): Promise<void> {
  // Imported only here: images have no bundler but use other parts of this library.
  const { build, stop } = await import('esbuild');
  try {
    await build({
      entryPoints: programs.map((program) => ({
        in: path.join(repositoryRoot, program),
        out: path.parse(nameOf(program)).name,
      })),
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      // Errors, providers and loggers are named after their classes.
      keepNames: true,
      // No bundler-only conditions: the bundle loads the same files as the program.
      conditions: [],
      plugins: [missingPackages, oneTypeorm, ownPlaces],
      banner: { js: commonJs },
      logLevel: 'silent',
    });
  } finally {
    await stop();
  }
}

/** The globals that CommonJS modules expect. */
const commonJs = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;`;
