import { describe, expect, it } from '@jest/globals';
import { migrateThereAndBack, testDatabase } from '@holdfast/testing';
import { DataSource } from 'typeorm';
import { seatsDataSource } from '../src/database/seats.data-source.ts';

describe('the migrations of seats', () => {
  it('create the same schema again after each rollback, and run once', async () => {
    const own = await testDatabase();
    const database = await new DataSource(seatsDataSource(own.url)).initialize();
    const { first, again } = await migrateThereAndBack(database);
    expect(first).not.toEqual([]);
    expect(again).toEqual(again.map(() => first));
    await expect(database.runMigrations()).resolves.toEqual([]);
    await database.destroy();
    await own.drop();
  });
});
