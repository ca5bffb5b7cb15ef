import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { experiments } from '@holdfast/witness';
import { describe, expect, it } from '@jest/globals';
import { scenariosByHand } from './index.ts';

const names = new Set(scenariosByHand.map(({ name }) => name));
const { scripts } = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

describe.each(experiments.map(({ id, tryIt }) => [id, tryIt] as const))('experiment %s', (id, tryIt) => {
  it('is a scenario of the suite, and names others that exist', () => {
    expect(tryIt.scenarios[0]).toBe(`experiment-${id}`);
    expect(tryIt.scenarios.filter((name) => !names.has(name))).toEqual([]);
  });

  it('names files and folders that exist', () => {
    expect(tryIt.code.filter((file) => !existsSync(path.join(repositoryRoot, file)))).toEqual([]);
  });

  it('shows only commands of npm and curl, and scripts that exist', () => {
    expect(tryIt.commands.length).toBeGreaterThan(0);
    for (const { command } of tryIt.commands) {
      const [, script] = /^npm run ([\w:-]+)/.exec(command) ?? [];
      expect(script === undefined ? command.startsWith('curl ') : script in scripts).toBe(true);
    }
  });
});
