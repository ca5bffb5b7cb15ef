import { type EdgeConfig } from '@holdfast/lab-api';
import { embeddedPostgresUrl, freePort, type ManagedProcess, startPostgres } from '@holdfast/local-stack';
import { type ServiceProcess, startService, temporaryFolder } from '@holdfast/testing';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import pg from 'pg';

async function edgeTo(to: string, protocol: EdgeConfig['protocol'], port: number): Promise<EdgeConfig> {
  const upstreams = [{ name: to, host: '127.0.0.1', port }];
  return { edge: `bench->${to}`, from: 'bench', to, protocol, port: await freePort(), upstreams };
}

/**
 * The lab in its own process, in front of a Postgres and of an HTTP server in the benchmark's process.
 */
export class Stage {
  private readonly folder = temporaryFolder();
  private readonly server = http.createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(201, { 'content-length': 2 }).end('{}'));
  });
  private database: ManagedProcess | undefined;
  private lab: ServiceProcess | undefined;
  /** Ports: of the server itself, and of the lab's edge to it. */
  http = { direct: 0, proxied: 0 };
  postgres = { direct: 0, proxied: 0 };
  databaseUrl = '';

  async open(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const port = await freePort();
    this.database = await startPostgres({ dataDir: this.folder, port, isDurable: false });
    this.databaseUrl = embeddedPostgresUrl(port);
    await this.fill();
    const direct = { http: (this.server.address() as AddressInfo).port, postgres: port };
    const edges = [
      await edgeTo('server', 'http', direct.http),
      await edgeTo('postgres', 'postgres', direct.postgres),
    ] as const;
    this.http = { direct: direct.http, proxied: edges[0].port };
    this.postgres = { direct: direct.postgres, proxied: edges[1].port };
    await this.startLab(edges);
  }

  get labPid(): number {
    return this.lab?.pid ?? NaN;
  }

  get postgresPid(): number {
    return this.database?.identity?.pid ?? NaN;
  }

  async close(): Promise<void> {
    await this.lab?.stop();
    await this.database?.kill();
    this.server.close();
    this.server.closeAllConnections();
    rmSync(this.folder, { recursive: true });
  }

  private async fill(): Promise<void> {
    const client = new pg.Client(this.databaseUrl);
    await client.connect();
    await client.query('CREATE TABLE item AS SELECT n FROM generate_series(1, 100) AS n');
    await client.end();
  }

  private async startLab(edges: readonly EdgeConfig[]): Promise<void> {
    const [file, controlPort] = [path.join(this.folder, 'lab.json'), await freePort()];
    writeFileSync(file, JSON.stringify({ controlPort, edges }));
    const program = 'harness/failure-lab/dist/main.js';
    this.lab = await startService({ program, env: { LAB_CONFIG: file }, port: controlPort });
  }
}
