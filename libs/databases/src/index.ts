export { type DatabaseUser, makeDatabases, type OwnedDatabase } from './make-databases.ts';
