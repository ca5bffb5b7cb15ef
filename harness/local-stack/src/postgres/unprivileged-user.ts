import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

export interface UnixUser {
  readonly uid: number;
  readonly gid: number;
}

function idOf(name: string): UnixUser | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function ownerOf(folder: string): UnixUser | undefined {
  if (!existsSync(folder)) return undefined;
  const { uid, gid } = statSync(folder);
  return uid === 0 ? undefined : { uid, gid };
}

/**
 * The user that Postgres runs as: undefined for the current one, unless that is root, which Postgres refuses.
 * For root, the owner of existing data, else `postgres`, else `nobody` (words-allow: a Unix user). Throws if
 * neither user exists.
 */
export function unprivilegedUser(dataFolder: string): UnixUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const user = ownerOf(dataFolder) ?? idOf('postgres') ?? idOf('nobody'); // words-allow: a Unix user
  if (user === undefined) {
    const needed = '"postgres" or "nobody"'; // words-allow: Unix users
    throw new Error(`Postgres does not run as root, and there is no user ${needed} to run it as.`);
  }
  return user;
}

/** Runs a program as that user, who may have no access to it. True for exit code 0. */
export function succeedsAs(user: UnixUser, command: string, args: readonly string[]): boolean {
  const options = { cwd: '/', env: { PATH: process.env['PATH'] }, stdio: 'ignore', ...user } as const;
  return spawnSync(command, args, options).status === 0;
}

/** True if that user may traverse a folder and all its parents. */
export function canReach(user: UnixUser, folder: string): boolean {
  return succeedsAs(user, '/bin/sh', ['-c', 'cd -- "$1"', 'sh', path.resolve(folder)]);
}
