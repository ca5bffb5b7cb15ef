import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import { eventually, type ServiceProcess, startService, testDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import { createIdempotencySchema } from '../../src/schema.ts';
import { keyHash } from '../../src/key/idempotent-request.ts';
import { effectTable } from '../ordering.fixture.ts';
import { FakeProvider } from '../provider.fixture.ts';

const program = path.join(import.meta.dirname, 'shop.program.ts');

/** The response of a shop. */
export interface ShopResponse {
  readonly status: number;
  readonly body: string;
  readonly isReplay: boolean;
}

export interface ShopOptions {
  readonly clockOffsetMs?: number;
  readonly hasCompleter?: boolean;
  readonly leaseMs?: number;
}

/** A shop in its own process. */
export class Shop {
  constructor(
    readonly process: ServiceProcess,
    readonly owner: string,
  ) {}

  /** Rejects if the shop crashes before it responds. */
  async ask(route: string, key = '', item = 'tea'): Promise<ShopResponse> {
    const response = await fetch(`${this.process.url}${route}`, { method: 'POST', headers: { key, item } });
    const isReplay = response.headers.get('replayed') === 'true';
    return { status: response.status, body: await response.text(), isReplay };
  }

  /** The time by the shop's clock. */
  async clock(): Promise<number> {
    return Number((await this.ask('/clock')).body);
  }

  order = (key: string, item?: string): Promise<ShopResponse> => this.ask('/orders', key, item);

  /** Retries like a client that got 409 because its first request is still running. */
  untilFinished(route: string, key: string, item?: string): Promise<ShopResponse> {
    return eventually(async () => {
      const said = await this.ask(route, key, item);
      if (said.status !== 201) throw new Error(`${route} answers ${said.status} ${said.body}`);
      return said;
    });
  }
}

/** The boundary at which the first process stops. */
export interface Stop {
  readonly isReached: Promise<void>;
  goOn(): void;
}

const unheardRenewals = `
  create table unheard (owner uuid primary key);
  create function end_lease_of_unheard() returns trigger language plpgsql as $$ begin
    if exists (select from unheard u where u.owner = new.owner) then new.lease_until := clock_timestamp(); end if;
    return new;
  end $$;
  create trigger unheard before insert or update on idempotency_process for each row execute function end_lease_of_unheard()`;

/** Shops that share a database and a provider. At each boundary, a shop asks here if it may continue. */
export class Town {
  provider = new FakeProvider();
  readonly pool: Pool;
  private readonly stops: {
    boundary: string;
    item: string | undefined;
    reach: () => void;
    mayGoOn: Promise<void>;
  }[] = [];
  private readonly shops: Shop[] = [];

  private constructor(
    private readonly database: { url: string; drop: () => Promise<void> },
    private readonly server: http.Server,
  ) {
    this.pool = new Pool({ connectionString: database.url });
    this.pool.on('error', () => undefined);
  }

  static async open(): Promise<Town> {
    const server = http.createServer();
    server.listen(0, '127.0.0.1');
    const town = new Town(await testDatabase(), server);
    server.on('request', (request, response) => void town.response(request, response));
    await town.pool.query(createIdempotencySchema);
    await town.pool.query(effectTable);
    await town.pool.query(unheardRenewals);
    return town;
  }

  async openShop({
    clockOffsetMs = 0,
    hasCompleter = false,
    leaseMs = 600_000,
  }: ShopOptions = {}): Promise<Shop> {
    const { port } = this.server.address() as AddressInfo;
    const service = await startService({
      program,
      ready: '/owner',
      env: {
        DATABASE_URL: this.database.url,
        PROVIDER_URL: `http://127.0.0.1:${port}`,
        LEASE_MS: String(leaseMs),
        POOL_SIZE: '10',
        CLOCK_OFFSET_MS: String(clockOffsetMs),
        HAS_COMPLETER: String(hasCompleter),
      },
    });
    const { owner } = (await (await fetch(`${service.url}/owner`)).json()) as { owner: string };
    const shop = new Shop(service, owner);
    this.shops.push(shop);
    return shop;
  }

  /** Stops the first process that reaches the boundary, with this item or any. */
  stopAt(boundary: string, item?: string): Stop {
    const { promise: isReached, resolve: reach } = Promise.withResolvers<void>();
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
    this.stops.push({ boundary, item, reach, mayGoOn });
    return { isReached, goOn };
  }

  /** Simulates five seconds without a renewal. */
  async endLease({ owner }: Shop): Promise<void> {
    await this.pool.query('update idempotency_process set lease_until = clock_timestamp() where owner = $1', [
      owner,
    ]);
  }

  /** Suppresses the renewals of a living process until `untilLeased`. */
  async unhear(shop: Shop): Promise<void> {
    await this.pool.query('insert into unheard values ($1)', [shop.owner]);
    await this.endLease(shop);
  }

  /** Waits for the next renewal, which comes within a second. */
  async untilLeased({ owner }: Shop): Promise<void> {
    await this.pool.query('delete from unheard where owner = $1', [owner]);
    const lives = 'select idempotency_owner_lives($1) as lives';
    await eventually(async () => {
      const { rows } = await this.pool.query<{ lives: boolean }>(lives, [owner]);
      if (rows[0]?.lives !== true) throw new Error('its lease is over');
    });
  }

  /** The rows written by the order or note of a key, by step. */
  async written(key: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ step: string }>(
      'select step from effect join idempotency_key using (operation_id) where key_hash = $1 order by step',
      [keyHash('shop', key)],
    );
    return rows.map(({ step }) => step);
  }

  async stateOf(key: string): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ state: string }>(
      'select state from idempotency_key where key_hash = $1',
      [keyHash('shop', key)],
    );
    return rows[0]?.state;
  }

  /** When the lease of its owner ends, and when it was done, by the clock of Postgres, ms. */
  async timesOf(key: string): Promise<{ readonly leaseUntil: number; readonly doneAt: number }> {
    const { rows } = await this.pool.query<{ leaseUntil: number; doneAt: number }>(
      `select 1000 * extract(epoch from lease_until)::float8 as "leaseUntil", 1000 * extract(epoch from finished_at)::float8 as "doneAt"
       from (select owner, finished_at from idempotency_key where key_hash = $1) k left join idempotency_process using (owner)`,
      [keyHash('shop', key)],
    );
    return rows[0] ?? { leaseUntil: NaN, doneAt: NaN };
  }

  /** Every row of a key, with the transaction that wrote it. */
  async everythingOf(key: string): Promise<unknown[]> {
    const { rows } = await this.pool.query<Record<string, unknown>>(
      `select k.xmin as key_written, k.*, e.xmin as effect_written, e.*
       from idempotency_key k join effect e using (operation_id) where key_hash = $1 order by step`,
      [keyHash('shop', key)],
    );
    return rows;
  }

  async close(): Promise<void> {
    await Promise.all(this.shops.map(({ process }) => process.kill()));
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
    await this.pool.end();
    await this.database.drop();
  }

  private async response({ url = '', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, kind, name = ''] = url.split('/').map(decodeURIComponent);
    const { key, item } = headers as { key: string; item: string };
    if (kind === 'stops') {
      await this.pass(name, item);
      return void response.end();
    }
    const result = await this.provider.call(name, key, item);
    await this.pass(name === 'reserve' ? 'while reserving' : 'while charging', item);
    response.end(result);
  }

  private async pass(boundary: string, item: string): Promise<void> {
    const index = this.stops.findIndex((each) => each.boundary === boundary && (each.item ?? item) === item);
    const [stop] = index < 0 ? [] : this.stops.splice(index, 1);
    stop?.reach();
    await stop?.mayGoOn;
  }
}
