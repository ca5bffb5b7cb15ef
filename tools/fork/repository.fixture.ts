import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '@holdfast/testing';
import { git } from './git.ts';

/** A git repository in a temporary folder, with an author of its own. */
export class Repository {
  readonly root = temporaryFolder();

  constructor(files: Readonly<Record<string, string>>) {
    git(this.root, ['init', '--quiet', '--initial-branch', 'main']);
    git(this.root, ['config', 'user.name', 'Ada']);
    git(this.root, ['config', 'user.email', 'ada@example.com']);
    this.write(files);
    this.commit('Begin');
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(this.root, file)), { recursive: true });
      writeFileSync(path.join(this.root, file), text);
    }
  }

  commit(...message: readonly string[]): void {
    git(this.root, ['add', '--all']);
    git(this.root, ['commit', '--quiet', ...message.flatMap((each) => ['-m', each])]);
  }
}
