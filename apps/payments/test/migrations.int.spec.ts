import { describe, expect, it } from '@jest/globals';
import { migrateThereAndBack, testDatabase } from '@holdfast/testing';
import { DataSource } from 'typeorm';
import { paymentsDataSource } from '../src/database/payments.data-source.ts';

describe('the migrations of payments', () => {
  it('give the same schema after going down and up again', async () => {
    const own = await testDatabase();
    const database = await new DataSource(paymentsDataSource(own.url)).initialize();
    const { first, again } = await migrateThereAndBack(database);
    expect(first).not.toEqual([]);
    expect(again).toEqual(again.map(() => first));
    await database.destroy();
    await own.drop();
  });
});
