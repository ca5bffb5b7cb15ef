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

  it('upgrades a ledger of version 2 and keeps its content and what is due', () => {
    const old = openDatabase(file);
    old.exec(`
      DROP TABLE dues;
      DROP TABLE clock;
      DROP TABLE disputes;
      DROP TABLE challenges;
      CREATE TABLE refund_ends (refund TEXT PRIMARY KEY, status TEXT NOT NULL, due_at INTEGER NOT NULL);
      INSERT INTO refund_ends VALUES ('re_1', 'failed', 7);
      DROP TABLE deliveries;
      CREATE TABLE webhook_deliveries (
        event TEXT PRIMARY KEY, attempts INTEGER, created_at INTEGER, next_attempt_at INTEGER, last_failure TEXT
      );
      INSERT INTO webhook_deliveries VALUES ('evt_1', 2, 5, 9, 'answered 500');
      INSERT INTO charges (recorded_at, body) VALUES (1, '{"id":"ch_1"}');
      PRAGMA user_version = 2;
    `);
    old.close();
    const upgraded = openDatabase(file);
    expect(upgraded.prepare('SELECT id FROM charges').get()).toMatchObject({ id: 'ch_1' });
    expect(upgraded.prepare('SELECT * FROM dues').all()).toEqual([
      expect.objectContaining({ kind: 'refund', object: 're_1', result: 'failed', due_at: 7 }),
    ]);
    expect(upgraded.prepare('SELECT * FROM deliveries').all()).toEqual([
      expect.objectContaining({
        attempts: 2,
        endpoint: 'we_1Configured',
        event: 'evt_1',
        next_attempt_at: 9,
      }),
    ]);
    expect(upgraded.prepare('SELECT ahead_ms FROM clock').get()).toMatchObject({ ahead_ms: 0 });
    expect(upgraded.prepare('SELECT count(*) AS n FROM disputes').get()).toMatchObject({ n: 0 });
    expect(upgraded.prepare('SELECT count(*) AS n FROM challenges').get()).toMatchObject({ n: 0 });
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
