import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

interface Stopped {
  readonly labelfile: string;
}

/** A copy of the files of a running Postgres server. */
export class BaseBackup {
  private constructor(
    private readonly from: string,
    private readonly copy: string,
  ) {}

  /**
   * Copies a running server on this machine: all its databases as of the end of the copy. Uses the functions
   * behind `pg_basebackup`, which the embedded Postgres lacks.
   */
  static async take(url: string, folder: string): Promise<BaseBackup> {
    const client = new pg.Client({ connectionString: url });
    // Queries reject with the same error.
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<{ data_directory: string }>('show data_directory');
      const backup = new BaseBackup(rows[0]?.data_directory ?? '', folder);
      await client.query(`select pg_backup_start('e2e', true)`);
      for (const entry of readdirSync(backup.from))
        if (!['pg_wal', 'postmaster.pid', 'postmaster.opts'].includes(entry)) backup.copyIn(entry);
      const stopped = await client.query<Stopped>('select labelfile from pg_backup_stop(false)');
      // Only now does the log reach the end of the copy.
      backup.copyIn('pg_wal');
      writeFileSync(path.join(folder, 'backup_label'), stopped.rows[0]?.labelfile ?? '');
      return backup;
    } finally {
      await client.end();
    }
  }

  /** Replaces all files of the server, which must have stopped, with the copy. */
  restore(): void {
    for (const entry of readdirSync(this.from)) rmSync(path.join(this.from, entry), { recursive: true });
    execFileSync('cp', ['-a', `${this.copy}/.`, this.from]);
    // This process wrote the label and created the folder: give both to the server's user.
    const { uid, gid } = statSync(path.join(this.copy, 'PG_VERSION'));
    execFileSync('chown', ['-R', `${uid}:${gid}`, this.from]);
    chmodSync(this.from, 0o700);
  }

  private copyIn(entry: string): void {
    execFileSync('cp', ['-a', path.join(this.from, entry), this.copy]);
  }
}
