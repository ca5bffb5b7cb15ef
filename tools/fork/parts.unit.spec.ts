import { rmSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@holdfast/local-stack';
import { copyWithout } from './copy-without.ts';
import { git } from './git.ts';
import { knownParts } from './parts.ts';

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

const leaveOut = (part: string): void =>
  rmSync(copyWithout(repositoryRoot, workingTree(), [part]), { recursive: true });

describe('every part', () => {
  it('can be left out of this repository', () => {
    expect(() => knownParts(repositoryRoot).forEach(leaveOut)).not.toThrow();
  });
});
