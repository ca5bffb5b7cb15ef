export { type Gate, gateTo } from './cluster-gate.ts';
export { eventually, type EventuallyOptions } from './eventually.ts';
export { migrateThereAndBack } from './migrations.ts';
export { sharedSessions, type TestDatabase, testDatabase } from './postgres.ts';
export { redisAt, type TestRedis, testRedis } from './redis.ts';
export { type ServiceProcess, type ServiceProcessOptions, startService } from './service-process.ts';
export { temporaryFolder } from './test-server.ts';
export { unless } from './skipping.ts';
export { TcpGate } from './tcp-gate.ts';
