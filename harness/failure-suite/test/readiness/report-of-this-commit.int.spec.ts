import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NoReport, readReport } from '../../src/readiness/read-report.ts';
import { treeState } from '../../src/report/tree-state.ts';
import { writeReport } from '../../src/report/write-report.ts';
import { aSuiteReport } from '../report/a-suite-report.ts';

let root: string;
const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { cwd: root });

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'holdfast-readiness-'));
  git('init', '--quiet');
  await writeFile(path.join(root, '.gitignore'), 'reports/\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'Begin');
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('the report of this commit', () => {
  const read = async () => readReport(path.join(root, 'reports/report.json'), await treeState(root));
  const write = async (commit: string) =>
    writeReport(aSuiteReport({ commit, results: [] }), path.join(root, 'reports'));

  it('is asked for when nothing was run', async () => {
    await expect(read()).rejects.toThrow(
      new NoReport('There is no report of the failure suite here. Run: npm run failure-suite'),
    );
  });

  it('is refused when it is of another commit', async () => {
    await write('0123456789abcdef0123456789abcdef01234567');
    await expect(read()).rejects.toThrow(
      /is of commit 0123456789ab, and this is [0-9a-f]{12}\. Run: npm run failure-suite/,
    );
  });

  it('is read when it is of this one', async () => {
    const { commit } = await treeState(root);
    await write(commit);
    await expect(read()).resolves.toMatchObject({ commit, verdict: 'held' });
  });
});

describe('the state of the tree', () => {
  it('is clean while only the pages differ that the suite writes itself', async () => {
    await mkdir(path.join(root, 'docs/failure-suite'), { recursive: true });
    await writeFile(path.join(root, 'docs/production-readiness.md'), 'x');
    await writeFile(path.join(root, 'docs/failure-suite/index.html'), 'x');
    await expect(treeState(root)).resolves.toMatchObject({ isDirty: false });
  });

  it('is dirty with anything else', async () => {
    await writeFile(path.join(root, 'new.ts'), 'x');
    await expect(treeState(root)).resolves.toMatchObject({ isDirty: true });
  });
});
