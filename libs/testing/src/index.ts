export { eventually, type EventuallyOptions } from './eventually.ts';
export { type TestDatabase, testDatabase } from './postgres.ts';
export { type TestRedis, testRedis } from './redis.ts';
