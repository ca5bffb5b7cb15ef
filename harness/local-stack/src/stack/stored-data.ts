import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { reachableFolder } from '../postgres/postgres-files.ts';

/**
 * Deletes the databases, queues, emails and simulator ledger of a stopped stack. Keeps secrets, logs and
 * caches.
 */
export function forgetStoredData(dataDir: string): void {
  const stored = ['postgres', 'redis', 'mail', 'stripe-simulator'].map((name) => path.join(dataDir, name));
  for (const folder of [...stored, path.join(reachableFolder(dataDir), 'postgres')]) {
    if (existsSync(folder)) rmSync(folder, { recursive: true });
  }
}
