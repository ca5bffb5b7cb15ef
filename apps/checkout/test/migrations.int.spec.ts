import { describe, expect, it } from '@jest/globals';
import { migrateThereAndBack, testDatabase } from '@holdfast/testing';
import { DataSource } from 'typeorm';
import { checkoutDataSource } from '../src/database/checkout.data-source.ts';

describe('the migrations of checkout', () => {
  it('go up, all the way down, and up again to the same schema', async () => {
    const own = await testDatabase();
    const database = await new DataSource(checkoutDataSource(own.url)).initialize();
    const { first, second } = await migrateThereAndBack(database);
    expect(first).not.toEqual([]);
    expect(second).toEqual(first);
    await database.destroy();
    await own.drop();
  });
});
