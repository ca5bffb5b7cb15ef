/**
 * `docker compose run --rm ops keys list`: runs a command of npm run in a container beside those of docker
 * compose. The command finds the stack by a record like the one that `npm start` writes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { containerCopies, StackRecord, stackServices } from '@holdfast/local-stack';
import { commandIn } from './command-line.ts';
import { runCommand } from './run-command.ts';

const commands = { keys: true, emails: true, 'dead-letters': true, explain: true, reconcile: true };

const usage = `docker compose run --rm ops COMMAND ARGUMENTS

COMMAND is one of ${Object.keys(commands).join(', ')}. For its arguments: docker compose run --rm ops COMMAND --help`;

const secret = (name: string): string => readFileSync(`/run/secrets/${name}`, 'utf8');

/** Addresses each service by its name; if it has several instances, one of them responds. */
function record(dataDir: string): { readonly checkout: string } {
  const ports = new Map(containerCopies(1).map(({ name, port }) => [name, port]));
  const services = stackServices({ portBase: 3_000, copies: 1, extraServices: [] }).map((service) => ({
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

async function operate(command: string, args: readonly string[]): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'holdfast-'));
  const { checkout } = record(dataDir);
  const asOperator = { CHECKOUT_URL: checkout, CHECKOUT_API_KEY: secret('operator_key') };
  const child = spawn(process.execPath, [`tools/${command}.ts`, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...asOperator, DATA_DIR: dataDir },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}

const [command = '', ...args] = process.argv.slice(2);
// Everything after the command belongs to it, `--help` included.
if (Object.hasOwn(commands, command)) await operate(command, args);
else await runCommand({ usage, read: ([word]) => commandIn(word, commands), run: () => undefined });
