import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDatabase } from '../src/ledger/database.ts';

describe('openDatabase', () => {
  let file: string;
  beforeEach(() => {
    file = join(mkdtempSync(join(tmpdir(), 'stripe-simulator-')), 'ledger.sqlite');
  });
  afterEach(() => rmSync(join(file, '..'), { recursive: true }));

  it('upgrades a ledger of version 1 and keeps its content', () => {
    const old = openDatabase(file);
    old.exec(`
      DROP TABLE refund_ends;
      PRAGMA user_version = 1;
      INSERT INTO charges (recorded_at, body) VALUES (1, '{"id":"ch_1"}');
    `);
    old.close();
    const upgraded = openDatabase(file);
    expect(upgraded.prepare('SELECT id FROM charges').get()).toMatchObject({ id: 'ch_1' });
    expect(upgraded.prepare('SELECT count(*) AS n FROM refund_ends').get()).toMatchObject({ n: 0 });
    upgraded.close();
    openDatabase(file).close();
  });

  it('refuses a ledger of a version it does not know', () => {
    const newer = openDatabase(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    expect(() => openDatabase(file)).toThrow(/another version of the simulator \(99\): delete it/);
  });
});
