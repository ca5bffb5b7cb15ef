import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { findProgram, repositoryRoot } from '@holdfast/local-stack';

/** Chromium 153 as a headless shell, 66 MB, and the SHA-512 of its archive. */
const packaged = {
  name: '@sparticuz/chromium@153.0.0',
  sha512: 'jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==',
};

/**
 * Unlike those that the package suggests, they keep web security on, and with it CSP and CORS. No page here
 * needs WebGL, and without an emulated GPU a page takes a fifth less CPU. Pages fork from a zygote, which
 * takes less than to start a program for each.
 */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
];

export const noChromiumHelp = 'no Chromium found (set CHROMIUM_PATH)';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * The browser of CHROMIUM_PATH, else the first on the PATH that works; undefined if there is none.
 * @throws Error if CHROMIUM_PATH names no program
 */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = environment['CHROMIUM_PATH']?.trim();
  if (given !== undefined && given !== '') {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH is ${given}, which does not exist.`);
  }
  // Ubuntu has a chromium-browser that only says how to install one.
  return names
    .map((name) => findProgram([name], environment['PATH'] ?? ''))
    .find((program) => program !== undefined && isWorking(program));
}

/**
 * For tests: the browser of CHROMIUM_PATH. Else, on Linux x64 with glibc, a headless Chromium from npm,
 * unpacked into `.local/chromium`: the same version everywhere, whose pages take a quarter of the CPU that
 * those of a desktop browser take. Where that cannot run, and without a network, `findChromium`.
 * @throws Error if it cannot be had, and there is no other
 */
export async function findOrFetchChromium(): Promise<string | undefined> {
  const isGiven = (process.env['CHROMIUM_PATH'] ?? '').trim() !== '';
  if (isGiven || !canRunPackaged()) return findChromium();
  try {
    return await packagedChromium();
  } catch (error) {
    const found = findChromium();
    if (found === undefined) throw error;
    process.emitWarning(`${(error as Error).message}; testing in ${found}`);
    return found;
  }
}

/** Fetched first, unless it is there already. */
async function packagedChromium(): Promise<string> {
  const folder = path.join(repositoryRoot, '.local/chromium');
  const program = path.join(folder, 'chromium');
  if (!isWorking(program)) await fetchChromium(folder);
  if (!isWorking(program))
    throw new Error(`${noChromiumHelp}: ${packaged.name}, fetched into ${folder}, does not run here`);
  return program;
}

function canRunPackaged(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return process.platform === 'linux' && process.arch === 'x64' && header.glibcVersionRuntime !== undefined;
}

const isWorking = (program: string): boolean =>
  existsSync(program) && spawnSync(program, ['--version']).status === 0;

function run(command: string, args: readonly string[], cwd: string, env = process.env): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${noChromiumHelp}\n(${command} reports: ${error?.message ?? stderr.trim()})`);
}

/** @throws Error if the archive has another content, which is then not unpacked */
export async function fetchChromium(folder: string, env = process.env): Promise<void> {
  const unfinished = `${folder}.${process.pid}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  run('npm', ['pack', packaged.name, '--silent', '--ignore-scripts'], unfinished, env);
  const archive = path.join(unfinished, 'sparticuz-chromium-153.0.0.tgz');
  demandContent(archive);
  run('tar', ['-xzf', archive], unfinished);
  await inflateAll(unfinished);
  for (const part of [archive, path.join(unfinished, 'package')]) rmSync(part, { recursive: true });
  writeProgram(unfinished, folder);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}

function demandContent(archive: string): void {
  const sha512 = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (sha512 !== packaged.sha512)
    throw new Error(`${packaged.name} has an unexpected content: SHA-512 ${sha512}. It was not unpacked.`);
}

async function inflateAll(folder: string): Promise<void> {
  const inflate = async (name: string): Promise<string> => {
    const file = path.join(folder, name);
    const packed = createReadStream(path.join(folder, 'package/bin', `${name}.br`));
    await pipeline(packed, createBrotliDecompress(), createWriteStream(file, { mode: 0o755 }));
    return file;
  };
  // Its graphics drivers, fonts, and the libraries that a minimal system lacks: nss, nspr and expat.
  for (const name of ['swiftshader.tar', 'fonts.tar', 'al2023.tar']) {
    const file = await inflate(name);
    run('tar', ['--no-same-owner', '-xf', file], folder);
    rmSync(file);
  }
  renameSync(await inflate('chromium'), path.join(folder, 'headless-shell'));
}

/** A wrapper: Chromium with its own fonts, and its own libraries where the system has none. */
function writeProgram(unfinished: string, folder: string): void {
  const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/font-cache</cachedir>
</fontconfig>
`;
  const script = `#!/bin/sh
folder="$(dirname "$0")"
export FONTCONFIG_FILE="$folder/fonts.conf"
"$folder/headless-shell" --version >/dev/null 2>&1 || export LD_LIBRARY_PATH="$folder/lib"
exec "$folder/headless-shell" "$@"
`;
  writeFileSync(path.join(unfinished, 'fonts.conf'), fonts);
  writeFileSync(path.join(unfinished, 'chromium'), script, { mode: 0o755 });
}
