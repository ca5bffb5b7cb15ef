import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { git } from './git.ts';
import { treeTrailer } from './make-fork.ts';
import { changedOfUpstream, mergeUpstream } from './merge-upstream.ts';
import { Repository } from './repository.fixture.ts';

const lines = (...changed: readonly (readonly [number, string])[]): string => {
  const all = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  for (const [index, text] of changed) all[index] = text;
  return `${all.join('\n')}\n`;
};

/** A fork of version `ref`, as `npm run fork` makes it. */
function forkOf(ref: string, files: Readonly<Record<string, string>>): Repository {
  const fork = new Repository({ 'fork.json': `{ "ref": "${ref}" }\n`, ...files });
  const tree = git(fork.root, ['write-tree']).trim();
  git(fork.root, ['commit', '--quiet', '--amend', '-m', `Fork at ${ref}`, '-m', `${treeTrailer}: ${tree}`]);
  return fork;
}

describe('mergeUpstream', () => {
  let mine: Repository;
  const others: Repository[] = [];
  const later = (ref: string, files: Readonly<Record<string, string>>): string => {
    const fresh = forkOf(ref, files);
    others.push(fresh);
    return fresh.root;
  };
  const read = (file: string): string => readFileSync(path.join(mine.root, file), 'utf8');

  beforeEach(() => {
    mine = forkOf('v1', { 'shop.ts': lines(), 'old.ts': 'old\n' });
  });
  afterEach(() => {
    for (const { root } of [mine, ...others.splice(0)]) rmSync(root, { recursive: true });
  });

  it('brings what changed upstream, and keeps what changed here', () => {
    mine.write({ 'shop.ts': lines([2, 'mine']), 'mine.ts': 'mine\n' });
    mine.commit('Sell tea');
    const note = '.upgrades/2026-12-24-sell-coffee.md';
    const fresh = later('v2', { 'shop.ts': lines([17, 'theirs']), 'new.ts': 'new\n', [note]: '# Coffee\n' });
    expect(mergeUpstream(mine.root, fresh)).toEqual({ kind: 'merged', notes: [note] });
    expect(read('shop.ts')).toBe(lines([2, 'mine'], [17, 'theirs']));
    expect(read('mine.ts') + read('new.ts')).toBe('mine\nnew\n');
    expect(() => read('old.ts')).toThrow(/ENOENT/);
    expect(read('fork.json')).toContain('v2');
  });

  it('merges one version after the other', () => {
    mine.write({ 'shop.ts': lines([2, 'mine']) });
    mine.commit('Sell tea');
    mergeUpstream(mine.root, later('v2', { 'shop.ts': lines([17, 'v2']) }));
    mine.write({ 'shop.ts': lines([2, 'mine again'], [17, 'v2']) });
    mine.commit('Sell more tea');
    const last = later('v3', { 'shop.ts': lines([17, 'v3']) });
    expect(mergeUpstream(mine.root, last)).toMatchObject({ kind: 'merged' });
    expect(read('shop.ts')).toBe(lines([2, 'mine again'], [17, 'v3']));
    expect(mergeUpstream(mine.root, last)).toEqual({ kind: 'nothing_new' });
  });

  it('takes an edited record for what it is: a change of mine', () => {
    mine.write({ 'fork.json': '{ "ref": "v1", "note": "mine" }\n', 'shop.ts': lines([2, 'mine']) });
    mine.commit('Note it');
    mine.write({ 'fork.json': '{ "ref": "v1" }\n' });
    mine.commit('Take the note back');
    const fresh = later('v2', { 'shop.ts': lines([17, 'theirs']) });
    expect(mergeUpstream(mine.root, fresh)).toMatchObject({ kind: 'merged' });
    expect(read('shop.ts')).toBe(lines([2, 'mine'], [17, 'theirs']));
  });

  it('names the files in which both sides changed a line, and loses neither', () => {
    mine.write({ 'shop.ts': lines([2, 'mine']) });
    mine.commit('Sell tea');
    const fresh = later('v2', { 'shop.ts': lines([2, 'theirs']), 'old.ts': 'newer\n' });
    expect(mergeUpstream(mine.root, fresh)).toEqual({ kind: 'conflicts', files: ['shop.ts'], notes: [] });
    expect(read('shop.ts')).toMatch(/<<<<<<<.*\nmine\n=======\ntheirs\n>>>>>>>/);
    git(mine.root, ['merge', '--abort']);
    expect(read('shop.ts')).toBe(lines([2, 'mine']));
  });

  it("lists what was changed of upstream's since the last merge, and not what is yours", () => {
    expect(changedOfUpstream(mine.root)).toEqual([]);
    mine.write({ 'shop.ts': lines([2, 'mine']), 'apps/tea/tea.ts': 'tea\n', 'libs/own/own.ts': 'own\n' });
    mine.commit('Sell tea');
    expect(changedOfUpstream(mine.root)).toEqual(['libs/own/own.ts', 'shop.ts']);
    mergeUpstream(mine.root, later('v2', { 'shop.ts': lines([2, 'mine']) }));
    expect(changedOfUpstream(mine.root)).toEqual(['libs/own/own.ts']);
  });

  it('refuses a fork whose first commit was amended: a merge would undo the amendment', () => {
    mine.write({ 'shop.ts': lines([2, 'mine']) });
    git(mine.root, ['commit', '--quiet', '--all', '--amend', '--no-edit']);
    const fresh = later('v2', { 'shop.ts': lines() });
    expect(() => mergeUpstream(mine.root, fresh)).toThrow(
      /No commit in this history is as npm run fork made it/,
    );
    expect(read('shop.ts')).toBe(lines([2, 'mine']));
  });
});
