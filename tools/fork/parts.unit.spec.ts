import { rmSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@holdfast/local-stack';
import { copyWithout } from './copy-without.ts';
import { git } from './git.ts';
import { knownRemovals, partsOf } from './parts.ts';

/** Also what is not committed yet; HEAD if that is nothing. */
const workingTree = (): string =>
  git(repositoryRoot, [
    '-c',
    'user.name=spec',
    '-c',
    'user.email=spec@localhost',
    'stash',
    'create',
  ]).trim() || 'HEAD';

const leaveOut = (name: string): void =>
  rmSync(copyWithout(repositoryRoot, workingTree(), partsOf(name)), { recursive: true });

describe('every part, and every combination', () => {
  it('can be left out of this repository', () => {
    expect(() => knownRemovals(repositoryRoot).forEach(leaveOut)).not.toThrow();
  });
});
