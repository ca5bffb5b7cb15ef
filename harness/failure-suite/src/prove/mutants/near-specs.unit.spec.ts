import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NearSpecs } from './near-specs.ts';

const files = {
  'package.json': '{"name":"@holdfast/keys"}',
  'src/claim.ts': '',
  'src/claim.unit.spec.ts': `import { claim } from './claim.ts';`,
  'src/store.ts': `import { claim } from './claim.ts';`,
  'src/other.ts': '',
  'src/other.unit.spec.ts': `import './other.ts';`,
  'src/main.ts': `import './store.ts';`,
  'src/index.ts': `export { store } from './store.ts';`,
  'test/fixture.ts': `import { keys } from '@holdfast/keys';`,
  'test/keys.int.spec.ts': `import './fixture.ts';`,
  'test/killed.int.spec.ts': `startService({ program: 'libs/keys/dist/main.js' });`,
  'test/paused.int.spec.ts': `start(path.join(folder, 'dist'), 'main.js');`,
};

describe('NearSpecs', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'holdfast-near-'));
    for (const [file, text] of Object.entries(files)) {
      const whole = path.join(root, 'libs/keys', file);
      mkdirSync(path.dirname(whole), { recursive: true });
      writeFileSync(whole, text);
    }
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('finds specs through imports, the package name and started programs, nearest first', () => {
    const near = new NearSpecs(root).of('libs/keys/src/claim.ts');
    expect(
      near.map(({ file, tier, startsProcesses }) => [path.basename(file), tier, startsProcesses]),
    ).toEqual([
      ['claim.unit.spec.ts', 'unit', false],
      ['killed.int.spec.ts', 'int', true],
      ['paused.int.spec.ts', 'int', true],
      ['keys.int.spec.ts', 'int', false],
    ]);
  });
});
