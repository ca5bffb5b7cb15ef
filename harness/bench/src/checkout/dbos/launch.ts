import { DBOS } from '@dbos-inc/dbos-sdk';
import { type Pool } from 'pg';
import { useDataSource } from './data-source.ts';
import { aPool } from '../naive/serve.ts';

/** A step that calls another process: retried for about a minute, while that process restarts. */
export const retried = {
  retriesAllowed: true,
  maxAttempts: 30,
  intervalSeconds: 0.1,
  backoffRate: 1.3,
} as const;

/**
 * Launches DBOS on the service's database, with a pool of its own, and resumes the workflows of a killed
 * process.
 */
export async function launchDbos(name: string, pool: Pool, systemDatabaseUrl: string): Promise<void> {
  useDataSource(pool);
  DBOS.setConfig({
    name,
    systemDatabaseUrl,
    systemDatabasePool: aPool(systemDatabaseUrl),
    logLevel: 'error',
    applicationVersion: '1',
  });
  await DBOS.launch();
}
