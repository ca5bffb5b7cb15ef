import { spawnSync } from 'node:child_process';
import { repositoryRoot } from '../repository.ts';
import { type StackAddresses } from '../stack/addresses.ts';
import { type StackSecrets } from '../stack/secrets.ts';
import { type Servers } from '../stack/servers.ts';
import { hasState, serviceCopies } from '../stack/services.ts';
import { type StackSettings } from '../stack/settings.ts';
import { loopbackUrl } from '../stack/ports.ts';
import { type LabObserve } from './lab-process.ts';

export interface Observed {
  readonly settings: StackSettings;
  readonly addresses: StackAddresses;
  readonly servers: Pick<Servers, 'observersDatabase' | 'redisUrl'>;
  readonly secrets: StackSecrets;
}

/** The stack as its lab reads it: around its own edges, with rights to read only. */
export function observeOf({ settings, addresses, servers, secrets }: Observed): LabObserve {
  const services = serviceCopies(settings).filter(hasState);
  return {
    target: 'processes',
    copies: settings.copies,
    portBase: settings.portBase,
    commit: currentCommit(),
    services: Object.fromEntries(services.map(({ name, port }) => [name, loopbackUrl(port)])),
    extraServices: settings.extraServices.map(({ name }) => name),
    shopUrl: addresses.storefront ?? null,
    simulatorUrl: addresses['stripe-simulator'] ?? null,
    inboxUrl: addresses['mail inbox'],
    redisUrl: servers.redisUrl ?? null,
    postgresUrl: servers.observersDatabase('checkout'),
    operatorKey: secrets.operatorKey,
    stripeSecretKey: settings.stripe?.secretKey ?? secrets.stripeSecretKey,
  };
}

/** Null outside a git work tree, as in a downloaded archive. */
function currentCommit(): string | null {
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : null;
}
