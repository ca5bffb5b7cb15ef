/** For programs that only use the database, without the HTTP half: `@holdfast/service-defaults/database`. */
export { postgresUrl, readConfig } from '../config/config.ts';
export { awaitMigrations, migrate, runMigrations } from './migrate.ts';
export { postgresPool, postgresPoolFor, postgresPoolOf } from './postgres.ts';
export { PostgresUnreachable, waitForPostgres } from './postgres-patience.ts';
export { runProgram } from '../boot/run.ts';
