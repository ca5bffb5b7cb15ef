import { type EdgeConfig } from '@holdfast/lab-api';
import { embeddedPostgresUrl, freePort, type ManagedProcess, startPostgres } from '@holdfast/local-stack';
import { type ServiceProcess, startService, temporaryFolder } from '@holdfast/testing';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import pg from 'pg';

export const labProgram = 'harness/failure-lab/dist/main.js';

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
  private observing: ServiceProcess | undefined;
  /** Ports: of the server itself, of the lab's edge to it, and of that of a lab that observes. */
  http = { direct: 0, proxied: 0, observed: 0 };
  postgres = { direct: 0, proxied: 0, observed: 0 };
  databaseUrl = '';

  async open(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const port = await freePort();
    this.database = await startPostgres({ dataDir: this.folder, port, isDurable: false });
    this.databaseUrl = embeddedPostgresUrl(port);
    await this.fill();
    const direct = { http: (this.server.address() as AddressInfo).port, postgres: port };
    const edges = async () =>
      [
        await edgeTo('server', 'http', direct.http),
        await edgeTo('postgres', 'postgres', direct.postgres),
      ] as const;
    const [proxied, observed] = [await edges(), await edges()];
    this.http = { direct: direct.http, proxied: proxied[0].port, observed: observed[0].port };
    this.postgres = { direct: direct.postgres, proxied: proxied[1].port, observed: observed[1].port };
    this.lab = await this.startLab('lab', { edges: proxied });
    this.observing = await this.startLab('observing-lab', { edges: observed, observe: this.surroundings });
  }

  get labPid(): number {
    return this.lab?.pid ?? NaN;
  }

  get observingLabPid(): number {
    return this.observing?.pid ?? NaN;
  }

  get postgresPid(): number {
    return this.database?.identity?.pid ?? NaN;
  }

  async close(): Promise<void> {
    await this.lab?.stop();
    await this.observing?.stop();
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

  /** No page listens, so that the lab opens none of these addresses. */
  private get surroundings(): object {
    const nowhere = 'http://127.0.0.1:9';
    return {
      target: 'processes',
      portBase: 3000,
      services: {},
      shopUrl: null,
      simulatorUrl: null,
      inboxUrl: nowhere,
      redisUrl: null,
      postgresUrl: this.databaseUrl,
      operatorKey: 'none',
      stripeSecretKey: 'none',
    };
  }

  private async startLab(
    name: string,
    config: { readonly edges: readonly EdgeConfig[]; readonly observe?: object },
  ): Promise<ServiceProcess> {
    const [file, controlPort] = [path.join(this.folder, `${name}.json`), await freePort()];
    writeFileSync(file, JSON.stringify({ controlPort, ...config }));
    return startService({ program: labProgram, env: { LAB_CONFIG: file }, port: controlPort });
  }
}
