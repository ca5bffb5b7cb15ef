import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../src/ledger/database.ts';
import { GroupCommit } from '../src/ledger/group-commit.ts';

let folder: string;
let database: DatabaseSync;
let commits: GroupCommit;
let other: DatabaseSync;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdfast-group-commit-'));
  const file = path.join(folder, 'ledger.sqlite');
  database = openDatabase(file);
  database.exec('CREATE TABLE notes (text TEXT)');
  commits = new GroupCommit(database);
  other = new DatabaseSync(file, { readOnly: true });
});
afterEach(() => {
  other.close();
  if (database.isOpen) database.close();
  rmSync(folder, { recursive: true });
});

const write = (text: string): void => void database.prepare('INSERT INTO notes VALUES (?)').run(text);
const seenByOthers = (): unknown[] =>
  other
    .prepare('SELECT text FROM notes ORDER BY text')
    .all()
    .map((row) => row['text']);

describe('a group commit', () => {
  it('commits the work of one turn together, and resolves to each result after that', async () => {
    const seen: unknown[] = [];
    const running = ['a', 'b'].map((text) =>
      commits.commit(() => {
        write(text);
        seen.push(seenByOthers());
        return text.toUpperCase();
      }),
    );
    expect(seenByOthers()).toEqual([]);
    const first = running[0]?.then((result) => [result, seenByOthers()]);
    expect(await first).toEqual(['A', ['a', 'b']]);
    expect(await running[1]).toBe('B');
    expect(seen).toEqual([[], []]);
  });

  it('undoes only the work that throws', async () => {
    const failing = commits.commit(() => {
      write('half');
      throw new Error('no such charge');
    });
    const [failed, kept] = await Promise.allSettled([failing, commits.commit(() => write('kept'))]);
    expect(failed).toEqual({ status: 'rejected', reason: new Error('no such charge') });
    expect(kept.status).toBe('fulfilled');
    expect(seenByOthers()).toEqual(['kept']);
  });

  it('rejects all work of a turn that cannot be committed', async () => {
    const all = ['a', 'b'].map((text) => commits.commit(() => write(text)));
    database.close();
    const settled = await Promise.allSettled(all);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('waits for the disk again after notes that did not', async () => {
    await commits.note(() => write('delivered'));
    expect(seenByOthers()).toEqual(['delivered']);
    // 2 is FULL.
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    await commits.commit(() => write('charged'));
    expect(seenByOthers()).toEqual(['charged', 'delivered']);
  });
});
