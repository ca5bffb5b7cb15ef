import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { git } from '../fork/git.ts';
import { Repository } from '../fork/repository.fixture.ts';
import { changesWithoutNote } from './changes-without-note.ts';

const note = (changes: string): string =>
  `# Orders store the card\n\nChanges: ${changes}\n${['Intent', 'What must hold', 'Keep your own', 'Check'].map((section) => `\n## ${section}\n\nSome words.\n`).join('')}`;

describe('changesWithoutNote', () => {
  let repository: Repository;
  const missing = () => Object.fromEntries(changesWithoutNote(repository.root, 'v1'));

  beforeEach(() => {
    repository = new Repository({
      '.upgrades/2026-01-01-first.md': note('exports, settings'),
      'libs/tea/api/index.api.md': 'tea',
      'apps/shop/src/database/migrations/1-create.ts': 'create',
      'docs/reference/settings.md': 'PORT',
      'k8s/base/shop.yaml': 'kind: Deployment',
      'docs/openapi/shop.json': '{}',
      'apps/shop/src/shop.ts': 'tea',
    });
    git(repository.root, ['tag', 'v1']);
  });
  afterEach(() => rmSync(repository.root, { recursive: true }));

  it('asks for no note where nothing changed that forks build on', () => {
    repository.write({ 'apps/shop/src/shop.ts': 'coffee' });
    repository.commit('Sell coffee');
    expect(missing()).toEqual({});
  });

  it('lists each change by its area: committed, uncommitted, and of new, renamed and deleted files', () => {
    repository.write({ 'libs/tea/api/index.api.md': 'coffee' });
    git(repository.root, ['mv', 'docs/openapi/shop.json', 'docs/openapi/store.json']);
    repository.commit('Sell coffee');
    git(repository.root, ['rm', '--quiet', 'k8s/base/shop.yaml']);
    repository.write({
      'apps/shop/src/database/migrations/2-add.ts': 'add',
      'docs/reference/settings.md': 'PORT, HOST',
    });
    expect(missing()).toEqual({
      exports: ['libs/tea/api/index.api.md'],
      migrations: ['apps/shop/src/database/migrations/2-add.ts'],
      settings: ['docs/reference/settings.md'],
      kubernetes: ['k8s/base/shop.yaml'],
      openapi: ['docs/openapi/shop.json', 'docs/openapi/store.json'],
    });
  });

  it('is content with a new note for the area, committed or not, and not with an old one', () => {
    repository.write({ 'libs/tea/api/index.api.md': 'coffee', 'docs/openapi/shop.json': '{ }' });
    expect(Object.keys(missing())).toEqual(['exports', 'openapi']);
    repository.write({ '.upgrades/2026-02-01-coffee.md': note('openapi') });
    expect(Object.keys(missing())).toEqual(['exports']);
    repository.write({ '.upgrades/2026-02-02-beans.md': note('exports') });
    repository.commit('Sell coffee');
    expect(missing()).toEqual({});
  });

  it.each([
    ['.upgrades/coffee.md', note('openapi'), /coffee\.md: the name must be a day and a subject/],
    ['.upgrades/2026-02-01-tea.md', note('openapi').slice(1), /the first line must be its title/],
    ['.upgrades/2026-02-01-tea.md', note('everything'), /"Changes:" must list some of exports/],
    ['.upgrades/2026-02-01-tea.md', note('').replace('Changes: \n', ''), /"Changes:" must list some of/],
    [
      '.upgrades/2026-02-01-tea.md',
      note('openapi').replace('## Check\n\nSome words.', '## Check\n'),
      /the section "Check" is missing or empty/,
    ],
  ])('refuses a note that lacks something: %s', (file, text, message) => {
    repository.write({ [file]: text });
    expect(() => missing()).toThrow(message);
  });
});
