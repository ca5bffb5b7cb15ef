/**
 * Knows what a suite has started. However the suite ends, even by SIGKILL, its channel closes, and this
 * program kills what is left and deletes the folder.
 */
import { rmSync } from 'node:fs';
import { isRunning, killTree, type ProcessIdentity } from '@holdfast/local-stack';
import { type ToCustodian } from './custodian.ts';

const alive = new Map<number, ProcessIdentity>();
let folder: string | undefined;

process.on('message', (message: ToCustodian) => {
  if ('folder' in message) folder = message.folder;
  else if ('started' in message) alive.set(message.started.pid, message.started);
  else alive.delete(message.ended.pid);
});

// Ctrl-C reaches this process too, but the suite is still writing its report.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

process.on('disconnect', () => {
  for (const identity of alive.values()) if (isRunning(identity)) killTree(identity.pid);
  // A killed process may still be writing.
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  process.exit();
});
