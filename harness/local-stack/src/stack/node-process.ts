import { repositoryRoot } from '../repository.ts';

/** The members that all our own programs have in common. */
export const nodeProcess = {
  command: process.execPath,
  cwd: repositoryRoot,
  stopSignal: 'SIGTERM',
} as const;
