import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyWithout } from './copy-without.ts';
import { git } from './git.ts';
import { partsNamed } from './parts.ts';
import { repositoryWithPart, shop } from './parts.fixture.ts';
import { type Repository } from './repository.fixture.ts';
import { refreshPart, writePart } from './write-part.ts';

describe('a part of a repository', () => {
  let upstream: Repository;
  const copies: string[] = [];
  const read = (file: string, folder = upstream.root): string =>
    readFileSync(path.join(folder, file), 'utf8');
  const left = (): string => {
    const copy = copyWithout(upstream.root, 'HEAD', ['lanterns']);
    copies.push(copy);
    return copy;
  };

  beforeEach(() => {
    upstream = repositoryWithPart();
  });
  afterEach(() => {
    for (const folder of [upstream.root, ...copies.splice(0)]) rmSync(folder, { recursive: true });
  });

  it('is what a commit without it lacks, apart from what is made anew', () => {
    expect(read('tools/fork/parts/lanterns/removed.txt')).toBe('apps/lanterns/\napps/shop/lantern.ts\n');
    const edits = read('tools/fork/parts/lanterns/edits.patch');
    expect(edits.match(/^--- .*/gm)).toEqual(['--- a/apps/shop/main.ts', '--- a/apps/shop/package.json']);
    expect(edits).toMatch(
      /@@ -10,3 \+10,3 @@.*\n line\(9\);\n-light\("lantern"\);\n\+dark\(\);\n line\(11\);\n/,
    );
  });

  it('can be left out: with its files, its mentions, its workspace, and results of a run with it', () => {
    const copy = left();
    expect(globSync('{apps,tools}/**/*.*', { cwd: copy }).sort()).toEqual([
      'apps/shop/main.ts',
      'apps/shop/package.json',
      'tools/bootstrap.mjs',
    ]);
    expect(read('apps/shop/main.ts', copy)).toBe(shop([10, 'dark();']));
    expect(JSON.parse(read('package-lock.json', copy))).toEqual({
      name: 'harborofmine',
      packages: {
        '': { name: 'harborofmine' },
        'apps/shop': { name: 'shop' },
        'node_modules/shop': { resolved: 'apps/shop', link: true },
      },
    });
    expect(read('docs/failure-suite/README.md', copy)).toMatch(/None has been published/);
    expect(read('README.md', copy)).toMatch(/^No full run has been \[published\]/);
  });

  it('can be left out with another one, once that combination was written', () => {
    const main = 'apps/shop/main.ts';
    const [bell, lantern] = [['apps/shop/bell.ts'], ['apps/lanterns', 'apps/shop/lantern.ts']];
    const unlit = { 'apps/shop/package.json': '{ "name": "shop" }\n' };
    const makePart = (name: string, gone: readonly string[], files: Record<string, string>): void => {
      git(upstream.root, ['checkout', '--quiet', '-b', `no-${name}`, 'with-all']);
      for (const file of gone) rmSync(path.join(upstream.root, file), { recursive: true });
      upstream.write(files);
      upstream.commit(`Remove ${name}`);
      git(upstream.root, ['checkout', '--quiet', 'main']);
      writePart(upstream.root, name, `no-${name}`);
      upstream.commit(`Write the part ${name}`);
    };
    upstream.write({
      'apps/shop/bell.ts': 'ring();\n',
      [main]: shop([9, 'ring("bell");'], [10, 'light("lantern");'], [15, 'ring("bell");']),
    });
    upstream.commit('Hang up bells');
    git(upstream.root, ['branch', 'with-all']);
    makePart('bells', bell, { [main]: shop([9, 'hush();'], [10, 'light("lantern");'], [15, 'hush();']) });
    const dark = shop([9, 'ring("bell");'], [10, 'dark();'], [15, 'ring("bell");']);
    makePart('lanterns', lantern, { ...unlit, [main]: dark });
    const both = ['lanterns', 'bells'];
    expect(() => partsNamed(upstream.root, both)).toThrow(/lanterns and bells cannot be left out together/);

    const neither = shop([9, 'sleep();'], [10, 'sleep();'], [15, 'hush();']);
    makePart('bells+lanterns', [...bell, ...lantern], { ...unlit, [main]: neither });
    expect(read('tools/fork/parts/bells+lanterns/removed.txt')).toBe('');
    expect(read('tools/fork/parts/bells+lanterns/edits.patch').match(/^--- .*/gm)).toEqual([`--- a/${main}`]);
    const copy = copyWithout(upstream.root, 'HEAD', partsNamed(upstream.root, both));
    copies.push(copy);
    expect(read(main, copy)).toBe(neither);
    expect(JSON.parse(read('apps/shop/package.json', copy))).toEqual({ name: 'shop' });
    expect(globSync('apps/**/*.ts', { cwd: copy })).toEqual([main]);
    expect(read(main, left())).toBe(dark);
  });

  it('fits after a change elsewhere', () => {
    upstream.write({
      'apps/lanterns/more.ts': 'light();\n',
      'apps/shop/main.ts': `first();\n${read('apps/shop/main.ts')}`,
    });
    upstream.commit('Light more');
    expect(read('apps/shop/main.ts', left())).toBe(`first();\n${shop([10, 'dark();'])}`);
  });

  it.each([
    [
      'a line that it edits has changed',
      { 'apps/shop/main.ts': shop([10, 'light("lanterns");']) },
      /^The part lanterns does not fit this version.+--refresh lanterns/,
    ],
    [
      'a new file names it',
      { 'apps/shop/dim.ts': 'dim("Lantern");\n' },
      /these files still name it: apps\/shop\/dim\.ts\./,
    ],
    [
      'the name of a new file names it',
      { 'apps/shop/lanterns.ts': '' },
      /still name it: apps\/shop\/lanterns\.ts\./,
    ],
    [
      'a file that it removes is gone',
      { 'apps/shop/lantern.ts': undefined },
      /removes files that do not exist: apps\/shop\/lantern\.ts\./,
    ],
  ])('does not fit if %s, and nothing is left', (_, changes, why) => {
    const copiesBefore = globSync('fork-parts-*', { cwd: tmpdir() });
    for (const [file, text] of Object.entries(changes))
      if (text === undefined) rmSync(path.join(upstream.root, file));
      else writeFileSync(path.join(upstream.root, file), text);
    upstream.commit('Change the shop');
    expect(left).toThrow(why);
    expect(globSync('fork-parts-*', { cwd: tmpdir() })).toEqual(copiesBefore);
  });

  it('is refreshed in a worktree, where conflicts wait, and written from there', () => {
    upstream.write({ 'apps/shop/main.ts': shop([10, 'light("lantern", 2);']) });
    upstream.commit('Light two');
    const { folder, branch, conflicts } = refreshPart(upstream.root, 'lanterns');
    copies.push(folder);
    expect(conflicts).toEqual(['apps/shop/main.ts']);
    expect(read('apps/shop/main.ts', folder)).toMatch(
      /<<<<<<<.*\nlight\("lantern", 2\);\n=======\ndark\(\);\n>>>>>>>/,
    );
    expect(existsSync(path.join(folder, 'apps/lanterns'))).toBe(false);
    expect(read('package-lock.json', folder)).not.toContain('lanterns');
    expect(read('apps/shop/package.json', folder)).toBe('{ "name": "shop" }\n');

    writeFileSync(path.join(folder, 'apps/shop/main.ts'), shop([10, 'dark(2);']));
    git(folder, ['commit', '--quiet', '--all', '-m', 'Take the lanterns away']);
    writePart(upstream.root, 'lanterns', branch);
    upstream.commit('Write the part again');
    expect(read('apps/shop/main.ts', left())).toBe(shop([10, 'dark(2);']));
  });

  it('is refused from a commit without all commits of this one, and with other changes than of text', () => {
    expect(() => writePart(upstream.root, 'lanterns', 'dark')).not.toThrow();
    upstream.write({ 'apps/shop/more.ts': 'sell();\n' });
    upstream.commit('Sell more');
    expect(() => writePart(upstream.root, 'lanterns', 'dark')).toThrow(/has not all commits of HEAD/);
    git(upstream.root, ['checkout', '--quiet', '-b', 'picture']);
    writeFileSync(path.join(upstream.root, 'shop.png'), Buffer.from([0, 1, 2]));
    upstream.commit('Draw the shop');
    git(upstream.root, ['checkout', '--quiet', 'main']);
    expect(() => writePart(upstream.root, 'lanterns', 'picture')).toThrow(/changes only text.+shop\.png/);
  });

  it.each([
    [['shop'], '--remove is "shop". Parts: lanterns.'],
    [['lanterns', 'lanterns'], '--remove names "lanterns" twice.'],
  ])('is refused as %p', (names, why) => {
    expect(() => partsNamed(upstream.root, names)).toThrow(why);
    expect(partsNamed(upstream.root, ['lanterns'])).toEqual(['lanterns']);
  });
});
