import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Proof } from './judge-proof.ts';
import { prove } from './prove.ts';
import { type SeededBug } from './seeded-bug.ts';

/** A compiler that accepts every text but one. */
const compiler = `
import { readFileSync } from 'node:fs';
if (readFileSync('libs/keys/src/index.ts', 'utf8').includes('no TypeScript')) {
  console.log('index.ts(1,1): error');
  process.exit(1);
}`;

/**
 * A suite of three scenarios: one detects a key that is claimed twice, one detects nothing, one is always
 * red.
 */
const suite = `
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const option = (name) => process.argv[process.argv.indexOf(name) + 1];
const source = readFileSync('libs/keys/src/index.ts', 'utf8');
if (source.includes('hang')) setInterval(() => {}, 1_000);
else if (source.includes('crash')) throw new Error('the suite crashed');
else {
  const isRed = { sees: source.includes('twice'), blind: false, red: true };
  const results = option('--only').split(',').map((name) => ({
    name,
    verdict: isRed[name] ? 'broken' : 'held',
    reasons: isRed[name] ? ['two charges'] : [],
    invariants: [],
  }));
  mkdirSync('reports', { recursive: true });
  writeFileSync(option('--json'), JSON.stringify({ results }));
}`;

const aBug = (to: string, over: Partial<SeededBug> = {}): SeededBug => ({
  name: to,
  patch: `--- a/libs/keys/src/index.ts\n+++ b/libs/keys/src/index.ts\n@@ -1 +1 @@\n-once\n+${to}\n`,
  breaks: '',
  scenarios: ['sees'],
  boxes: [],
  signs: [{ kind: 'assertion', says: 'two charges' }],
  ...over,
});

describe('prove', () => {
  let root: string;
  const inRoot = (file: string): string => path.join(root, file);
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(inRoot(file)), { recursive: true });
    writeFileSync(inRoot(file), text);
  };
  const proofsOf = (bugs: readonly SeededBug[], more: Partial<Parameters<typeof prove>[0]> = {}) => {
    const signal = new AbortController().signal;
    const rest = { workers: 1, signal, onProof: () => undefined, say: () => undefined };
    return prove({ root, temporary: inRoot('temporary'), bugs, ...rest, ...more });
  };

  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'holdfast-tree-')));
    mkdirSync(inRoot('temporary'));
    mkdirSync(inRoot('apps'));
    mkdirSync(inRoot('node_modules/@holdfast'), { recursive: true });
    for (const file of ['package.json', 'package-lock.json', 'tsconfig.base.json']) write(file, '{}');
    write('docs/openapi/keys.json', '{}');
    write('libs/keys/src/index.ts', 'once\n');
    write('harness/failure-suite/package.json', '{"type":"module"}');
    write('harness/failure-suite/dist/main.js', suite);
    write('node_modules/@typescript/native/package.json', '{"type":"module"}');
    write('node_modules/@typescript/native/bin/tsc', compiler);
  });
  afterEach(() => {
    expect(readFileSync(inRoot('libs/keys/src/index.ts'), 'utf8')).toBe('once\n');
    rmSync(root, { recursive: true });
  });

  it.each<[string, SeededBug, Partial<Proof>]>([
    ['finds a bug', aBug('twice'), { verdict: 'found', because: 'two charges' }],
    [
      'does not find a bug that its scenario misses',
      aBug('twice', { scenarios: ['blind'] }),
      { verdict: 'not found', because: 'every scenario held' },
    ],
    [
      'accepts no other failure as a find',
      aBug('twice', { signs: [{ kind: 'invariant', number: 3 }] }),
      { verdict: 'red for another reason', because: 'sees is broken: two charges' },
    ],
    [
      'proves nothing with a scenario that is always red',
      aBug('twice', { scenarios: ['red'] }),
      { verdict: 'scenarios not green', because: 'red is broken: two charges' },
    ],
    [
      'proves nothing with a bug that does not build',
      aBug('no TypeScript'),
      { verdict: 'does not build', because: 'index.ts(1,1): error' },
    ],
    [
      'proves nothing with a suite that crashes',
      aBug('crash'),
      { verdict: 'no result', because: expect.stringContaining('the suite crashed') as unknown as string },
    ],
    [
      'names the lines that a patch no longer matches',
      aBug('twice', { patch: aBug('x').patch.replace('-once', '-never') }),
      { verdict: 'patch does not apply', because: expect.stringContaining('never') as unknown as string },
    ],
  ])('%s', async (_, bug, expected) => {
    expect(await proofsOf([bug])).toEqual([expect.objectContaining(expected)]);
  });

  it('continues after a bug that it did not find, and reverts each bug before the next', async () => {
    const bugs = [aBug('twice'), aBug('thrice'), aBug('crash'), aBug('twice', { name: 'again' })];
    const proofs = await proofsOf(bugs);
    expect(proofs.map(({ verdict }) => verdict)).toEqual(['found', 'not found', 'no result', 'found']);
  });

  it('keeps its results when it is stopped, and removes the copy', async () => {
    const ending = new AbortController();
    const say = (line: string): void =>
      void (line.startsWith('hang') && setTimeout(() => ending.abort(), 100));
    const proofs = await proofsOf([aBug('twice'), aBug('hang')], { say, signal: ending.signal });
    expect(proofs.map(({ bug }) => bug)).toEqual(['twice']);
    expect(readdirSync(inRoot('temporary'))).toEqual([]);
  });
});
