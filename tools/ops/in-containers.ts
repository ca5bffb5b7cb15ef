/**
 * `docker compose run --rm ops keys list`: the commands of operators in a container beside those of docker
 * compose. They find that stack by a record like the one that `npm start` writes. Without the secrets of
 * docker compose, they need the options that name a server.
 */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { containerCopies, listedServices, StackRecord, stackServices } from '@holdfast/local-stack';
import { commandsInContainers } from './commands.ts';
import { runOps } from './run-ops.ts';

const secretFile = (name: string): string => `/run/secrets/${name}`;
const secret = (name: string): string => readFileSync(secretFile(name), 'utf8');

/** Addresses each service by its name; if it has several instances, one of them responds. */
function record(dataDir: string): { readonly checkout: string } {
  const extraServices = listedServices(path.resolve(import.meta.dirname, '../..'));
  const ports = new Map(containerCopies(1, extraServices).map(({ name, port }) => [name, port]));
  const services = stackServices({ portBase: 3_000, copies: 1, extraServices }).map((service) => ({
    ...service,
    address: `http://${service.name}:${ports.get(service.name)}`,
  }));
  const addresses = {
    ...Object.fromEntries(services.map(({ name, address }) => [name, address])),
    postgres: secret('postgres_url'),
    redis: secret('redis_url'),
  };
  StackRecord.claim(dataDir, { addresses, services });
  return { checkout: `http://checkout:${ports.get('checkout')}` };
}

if (existsSync(secretFile('postgres_url'))) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'holdfast-'));
  const { checkout } = record(dataDir);
  Object.assign(process.env, {
    DATA_DIR: dataDir,
    CHECKOUT_URL: checkout,
    CHECKOUT_API_KEY: secret('operator_key'),
  });
}

await runOps('docker compose run --rm ops', commandsInContainers);
