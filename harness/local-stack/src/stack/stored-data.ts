import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { reachableFolder } from '../postgres/postgres-files.ts';

/** Deletes databases, queues, mails and the simulator's ledger of a stopped stack. Secrets, logs and caches stay. */
export function forgetStoredData(dataDir: string): void {
  const stored = ['postgres', 'redis', 'mail', 'stripe-simulator'].map((name) => path.join(dataDir, name));
  for (const folder of [...stored, path.join(reachableFolder(dataDir), 'postgres')]) {
    if (existsSync(folder)) rmSync(folder, { recursive: true });
  }
}
