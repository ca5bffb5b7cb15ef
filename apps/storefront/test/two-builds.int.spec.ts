import { execFile } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';

const vite = path.join(repositoryRoot, 'node_modules/vite/bin/vite.js');
const config = path.join(repositoryRoot, 'apps/storefront/vite.config.ts');

/** Texts, libraries and addresses that only a build with the failure lab may contain. */
const traces = [/Failure lab/i, /name="lab"/, /\/lab\b/, /\blab\.page\b/, /lab\/api/, /xyflow/i];
/** Those of them that the lab consists of today. */
const expected = [/Failure lab/i, /name="lab"/, /\/lab\b/, /\blab\.page\b/];

let folder: string;

/** Builds the pages as bundle-pages.mjs does, into a folder of this spec. */
async function build(mode: 'production' | 'demo'): Promise<void> {
  // Jest sets NODE_ENV, and a bundle for tests would contain the development version of React.
  const env = { ...process.env, NODE_ENV: 'production' };
  const args = [vite, 'build', '--config', config, '--mode', mode, '--outDir', path.join(folder, mode)];
  await promisify(execFile)(process.execPath, [...args, '--emptyOutDir'], { cwd: repositoryRoot, env });
}

/** `index.html: /lab/`, for each trace in a name or a text of the build. */
function tracesIn(mode: 'production' | 'demo', of: readonly RegExp[]): string[] {
  const cwd = path.join(folder, mode);
  const files = globSync('**/{*.*,.vite/*}', { cwd }).filter((file) =>
    /\.(html|js|css|json|svg)$/.test(file),
  );
  expect(files).toEqual(
    expect.arrayContaining(['index.html', expect.stringMatching(/^assets\/index-.*\.js$/)]),
  );
  return files.flatMap((file) => {
    const text = `${file}\n${readFileSync(path.join(cwd, file), 'utf8')}`;
    return of.filter((trace) => trace.test(text)).map((trace) => `${file}: ${trace.source}`);
  });
}

beforeAll(async () => {
  folder = temporaryFolder();
  await Promise.all([build('production'), build('demo')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the build of the pages', () => {
  it('for production contains no trace of the failure lab', () => {
    expect(tracesIn('production', traces)).toEqual([]);
  });

  it('for demos contains the lab, so these traces would be found', () => {
    const found = tracesIn('demo', expected).map((line) => line.slice(line.indexOf(': ') + 2));
    expect([...new Set(found)].sort()).toEqual(expected.map(({ source }) => source).sort());
  });
});
