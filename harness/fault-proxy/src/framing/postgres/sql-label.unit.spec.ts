import { describe, expect, it } from '@jest/globals';
import { sqlLabel } from './sql-label.ts';

describe('a statement', () => {
  it.each([
    ['INSERT INTO "checkout"."orders" ("id") VALUES ($1)', 'insert orders'],
    ['insert into outbox (id) values ($1) on conflict (id) do update set id = $1', 'insert outbox'],
    ['UPDATE ONLY keys SET state = $1', 'update keys'],
    ['DELETE FROM keys USING stale WHERE 1 = 1', 'delete keys'],
    ["SELECT * FROM orders WHERE note = 'update orders set x'", 'select orders'],
    ['SELECT o.id FROM "orders" o FOR UPDATE SKIP LOCKED', 'select orders'],
    ['SELECT id FROM orders FOR NO KEY UPDATE OF orders', 'select orders'],
    ['SELECT extract(epoch FROM created_at) FROM payment', 'select payment'],
    ['SELECT count(*) FROM (SELECT 1 FROM inbox) AS x', 'select inbox'],
    [
      'SELECT o.id, (SELECT coalesce(sum(n), 0) FROM refund) FROM "orders" o WHERE o.id = ANY($1)',
      'select orders',
    ],
    ['WITH due AS (SELECT id FROM outbox) UPDATE outbox SET a = 1 FROM due', 'update outbox'],
    ['WITH due (id) AS MATERIALIZED (SELECT id FROM email) SELECT * FROM due', 'select email'],
    [
      'WITH a AS (INSERT INTO orders VALUES (1)), b AS (INSERT INTO order_event VALUES (2)) SELECT 1',
      'insert orders + insert order_event',
    ],
    [
      'WITH given AS (SELECT 1) SELECT * FROM given CROSS JOIN LATERAL (SELECT 1 FROM keys) AS k',
      'select keys',
    ],
    ['SELECT pg_advisory_xact_lock($1)', 'select pg_advisory_xact_lock'],
    ['SELECT * FROM take_jobs($1)', 'select take_jobs'],
    [
      'WITH given AS (SELECT 1) SELECT c.* FROM given CROSS JOIN LATERAL keys_claim(given.a) AS c',
      'select keys_claim',
    ],
    [
      'WITH given AS (SELECT * FROM unnest($1::text[])) SELECT c.* FROM given CROSS JOIN LATERAL keys_claim(given.a) AS c',
      'select keys_claim',
    ],
    ['SELECT * FROM unnest($1::text[])', 'select unnest'],
    ['-- a word\nSELECT /* more */ id FROM payment', 'select payment'],
    ['CREATE TABLE keys (id int)', 'create table'],
    ['START TRANSACTION ISOLATION LEVEL READ COMMITTED', 'BEGIN'],
    ['COMMIT', 'COMMIT'],
    ['ROLLBACK', 'ROLLBACK'],
    ['ROLLBACK TO SAVEPOINT a', 'ROLLBACK TO SAVEPOINT'],
    ['RELEASE SAVEPOINT a', 'RELEASE SAVEPOINT'],
    ['BEGIN; INSERT INTO orders VALUES (1); COMMIT', 'BEGIN + insert orders + COMMIT'],
    ['', 'empty'],
    ['/* background reconciliation */ SELECT * FROM orders', 'select orders (reconciliation)'],
    ['/* background */ UPDATE outbox SET a = 1', 'update outbox'],
  ])('%s is labeled %s', (sql, label) => {
    expect(sqlLabel(sql).label).toBe(label);
  });

  it.each([
    ['/* background */ UPDATE outbox SET a = 1', true],
    ['UPDATE outbox SET a = 1 /*background*/', true],
    ['/* background reconciliation */ SELECT * FROM orders', true],
    ["INSERT INTO note VALUES ('in the background')", false],
    ['UPDATE outbox SET a = 1', false],
    ['SELECT 1', true],
    ['SELECT version()', true],
    ["SET statement_timeout = '5s'", true],
    ['SET LOCAL lock_timeout = 5', false],
    ['SHOW server_version', true],
    ['BEGIN', true],
    ['SELECT take_jobs($1)', false],
    ['SELECT * FROM orders', false],
  ])('%s is in the background: %s', (sql, isBackground) => {
    expect(sqlLabel(sql).isBackground).toBe(isBackground);
  });
});
