import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';

/** Bundle files by program; a program is a path from the repository's root: `apps/checkout/dist/main.js`. */
export type ProgramFiles = Readonly<Record<string, string>>;

export const bundleFolder = path.join(repositoryRoot, '.local/bundles');

/** `checkout-main`; for a program elsewhere its whole path: `tools-keys-dist-main`. */
export const bundleName = (program: string): string =>
  program.replace(/^apps\/([^/]+)\/dist\/(.*)\.js$/, '$1-$2').replaceAll(/[^a-z0-9-]+/gi, '-');

/** The files of these programs' bundles, built or not. */
export const bundleFiles = (programs: readonly string[]): ProgramFiles =>
  Object.fromEntries(
    programs.map((program) => [program, path.join(bundleFolder, `${bundleName(program)}.mjs`)]),
  );

/** The NODE_COMPILE_CACHE of bundles: beside them. Node checks each entry against the bundle's content. */
export const compiledFolder = (bundles: string): string => path.join(bundles, 'compiled');

export const recordOf = (bundle: string): string => bundle.replace(/\.mjs$/, '.inputs.json');

/** The files that a bundle was built from. */
export interface BundleRecord {
  /** The same as in the bundle's first line: two builds at the same time may replace one file each. */
  readonly build: string;
  /** Paths from the repository's root. */
  readonly inputs: readonly string[];
  /** Of the inputs when they were read; undefined if one changed in the meantime. */
  readonly digest?: string | undefined;
}

export const firstLine = (build: string): string => `// build ${build}`;

/** The states of files that were read already, by path. */
export type FileStates = Map<string, string>;

function stateOf(file: string, states: FileStates): string {
  const state = states.get(file) ?? readState(file);
  states.set(file, state);
  return state;
}

/** The size and times of a file; a change of its content always changes `ctime`, which no program can set. */
function readState(file: string): string {
  const stat = statSync(path.resolve(repositoryRoot, file), { throwIfNoEntry: false });
  return stat === undefined ? 'missing' : `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
}

/** 20 ms: file times advance with the kernel's clock tick, which is up to 10 ms. */
const tickMs = 20;

/** A digest of the state of all inputs; undefined if one of them changed after `begunAt`, ms since 1970. */
export function digestOf(
  inputs: readonly string[],
  states: FileStates = new Map(),
  begunAt = Infinity,
): string | undefined {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const state = stateOf(input, states);
    if (Number(state.split(' ')[3] ?? 0) > begunAt - tickMs) return undefined;
    hash.update(`${input} ${state}\n`);
  }
  return hash.digest('hex');
}

/** True if the bundle is complete and all files that it was built from are unchanged since. */
export function isCurrent(bundle: string, states: FileStates): boolean {
  const record = readRecord(recordOf(bundle));
  if (record?.digest === undefined || firstLineIn(bundle) !== firstLine(record.build)) return false;
  return digestOf(record.inputs, states) === record.digest;
}

function readRecord(file: string): BundleRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as BundleRecord;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function firstLineIn(file: string): string | undefined {
  const start = Buffer.alloc(firstLine('00000000-0000-0000-0000-000000000000').length);
  try {
    const opened = openSync(file, 'r');
    readSync(opened, start, 0, start.length, 0);
    closeSync(opened);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return start.toString();
}
