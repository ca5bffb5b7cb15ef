import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@holdfast/testing';
import { DataSource } from 'typeorm';
import { paymentsDataSource } from '../src/database/payments.data-source.ts';

describe('the migrations of payments', () => {
  let own: TestDatabase;
  let database: DataSource;

  beforeAll(async () => {
    own = await testDatabase();
    database = await new DataSource(paymentsDataSource(own.url)).initialize();
  });

  afterAll(async () => {
    await database.destroy();
    await own.drop();
  });

  it('go up, all the way down, and up again to the same schema', async () => {
    const schema = (): Promise<unknown> =>
      database.query(
        `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
         where table_schema = 'public' order by 1, 2`,
      );
    const up = await database.runMigrations();
    const before = await schema();
    for (let n = 0; n < up.length; n += 1) await database.undoLastMigration();
    expect(await database.runMigrations()).toHaveLength(up.length);
    expect(await schema()).toEqual(before);
  });
});
