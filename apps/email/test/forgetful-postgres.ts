import { rmSync } from 'node:fs';
import {
  createDatabases,
  databaseUrl,
  embeddedPostgresUrl,
  freePort,
  type ManagedProcess,
  startPostgres,
} from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';
import pg from 'pg';

/**
 * A Postgres of its own whose crash loses every commit that did not wait for the disk: while its WAL writer
 * is paused, only commits that wait write anything.
 */
export class ForgetfulPostgres {
  private constructor(
    private readonly server: ManagedProcess,
    private readonly serverUrl: string,
    private readonly folder: string,
  ) {}

  static async start(): Promise<ForgetfulPostgres> {
    const folder = temporaryFolder();
    const port = await freePort();
    const server = await startPostgres({ dataDir: folder, port, isDurable: false });
    const own = new ForgetfulPostgres(server, embeddedPostgresUrl(port), folder);
    await createDatabases(own.serverUrl, ['email']);
    return own;
  }

  get url(): string {
    return databaseUrl(this.serverUrl, 'email');
  }

  /** From here on, only commits that wait for the disk survive a crash. */
  async pauseWalWriter(): Promise<void> {
    const client = new pg.Client({ connectionString: this.serverUrl });
    await client.connect();
    const text = `select pid from pg_stat_activity where backend_type = 'walwriter'`;
    const { rows } = await client.query<{ pid: number }>(text);
    await client.end();
    process.kill(rows[0]!.pid, 'SIGSTOP');
  }

  /** Kills the server and all its processes with SIGKILL, and starts it again. */
  async crash(): Promise<void> {
    await this.server.kill();
    await this.server.start();
  }

  async drop(): Promise<void> {
    await this.server.kill();
    rmSync(this.folder, { recursive: true });
  }
}
