/**
 * Everything about the manifests that is not prescribed, with the bounds within which it works. A value that
 * belongs to an overlay, such as a host or a size, is declared here; all others follow from the code.
 */
import { type Fields, Free } from './compare.ts';
import { type FoundContainer, hashed } from './rendering.ts';

const matching = (bounds: string, pattern: RegExp): Free =>
  new Free(bounds, (found) => typeof found === 'string' && pattern.test(found));

const within = (
  bounds: string,
  least: number,
  most: number,
  numberOf: (found: unknown) => number = Number,
): Free => new Free(bounds, (found) => numberOf(found) >= least && numberOf(found) <= most);

const between = (least: number, most: number): Free =>
  within(`a whole number from ${least} to ${most}`, least, most, (found) =>
    Number.isInteger(found) ? Number(found) : NaN,
  );

/** Mi in a quantity; NaN if it is not in whole Mi or Gi. */
function mebibytes(quantity: unknown): number {
  const [, number = 'NaN', unit] = /^(\d+)(Mi|Gi)$/.exec(String(quantity)) ?? [];
  return Number(number) * (unit === 'Gi' ? 1_024 : 1);
}

const memory = (least: number, most: number): Free =>
  within(`from ${least}Mi to ${most}Mi, in Mi or Gi`, least, most, mebibytes);

/** Cores in a quantity; NaN if it is none. */
function cores(quantity: unknown): number {
  const [, number = 'NaN', unit] = /^(\d+(?:\.\d+)?)(m?)$/.exec(String(quantity)) ?? [];
  return Number(number) / (unit === 'm' ? 1_000 : 1);
}

const limitOf = (container: FoundContainer | undefined): number =>
  mebibytes(container?.resources?.limits?.['memory']);

/** Memory has a limit. CPU has none, which would make a process wait on an idle node. */
export function resources(container: FoundContainer | undefined): Fields {
  const limit = limitOf(container);
  const request = within(
    'from a quarter of its limit to its limit, in Mi or Gi',
    limit / 4,
    limit,
    mebibytes,
  );
  return {
    limits: { memory: memory(160, 16_384) },
    requests: { cpu: within('from 10m to 4 cores', 0.01, 4, cores), memory: request },
  };
}

/** Besides its heap, a process needs memory for code, stacks and buffers. */
export function heapOptions(container: FoundContainer | undefined, besides: number): Free {
  const limit = limitOf(container);
  return within(
    `--max-old-space-size alone, with 60 to 80 % of the memory limit, and ${besides} MiB less than it`,
    0.6 * limit,
    Math.min(0.8 * limit, limit - besides),
    (found) => Number(/^--max-old-space-size=(\d+)$/.exec(String(found))?.[1]),
  );
}

export const storage = memory(128, 1_048_576);
export const scratch = memory(16, 1_024);

/** One pod could not be replaced, and nothing would be left while its node drains. */
export const minReplicas = between(2, 50);
/** The demo has one node, and a Postgres with 350 connections. */
export const maxReplicas = (min: unknown, isDemo: boolean): Free =>
  between(Number(min) + 1, isDemo ? 10 : 100);
export const utilization = between(30, 90);

/** The content of a ConfigMap or Secret is in its name, so that a change replaces the pods. */
export const nameWithHash = (name: string): Free =>
  matching(`${name} with the hash of its content`, new RegExp(`^${name}${hashed.source}`));

/** A name that moves would change what runs. */
export const versionOf = (image: string): Free =>
  matching(`${image} with a version, such as ${image}:8`, new RegExp(`^${image}:v?\\d[\\w.-]*$`));

/** All our images come from one registry, each by its digest. */
export const digestOf = (name: string, registry = 'REGISTRY'): Free =>
  new Free(`${registry}/${name}@sha256:…, one build in the registry of all images`, (found) => {
    const [image, digest = ''] = String(found).split('@');
    return image === `${registry}/${name}` && /^sha256:[0-9a-f]{64}$/.test(digest);
  });

export const host = (others: readonly unknown[]): Free =>
  new Free(
    'a host name of its own, such as shop.example',
    (found) => /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+$/.test(String(found)) && !others.includes(found),
  );
export const ingressClass = matching('the class of your ingress controller', /^[a-z][a-z0-9.-]*$/);
/** Any other namespace could reach the shop past the controller, which adds the address of the customer. */
export const namespaceOf = (controller: unknown): Free =>
  new Free(
    `a namespace named after the ingress class ${String(controller)}`,
    (found) => typeof found === 'string' && found.includes(String(controller)),
  );
/** Certificates of the hosts. */
export const ingressAnnotations = new Free('annotations of cert-manager.io only', (found) =>
  Object.keys(found ?? {}).every((key) => key.startsWith('cert-manager.io/')),
).optional();
/** Of a private registry. */
export const pullSecrets = new Free(
  'a list of names',
  (found) =>
    Array.isArray(found) && found.every((each: unknown) => Object.keys(each ?? {}).join() === 'name'),
).optional();

/** At most 65,536 addresses, or a /48 of IPv6. */
function isNarrow(cidr: string): boolean {
  const [, address = '', bits] = /^([0-9.]+|[0-9a-f:]*:[0-9a-f:]*)\/(\d{1,3})$/.exec(cidr) ?? [];
  return Number(bits) >= (address.includes(':') ? 48 : 16);
}

/** An item of a list of peers that is a network and nothing else. */
const cidrOf = (peer: unknown): string =>
  /^\{"ipBlock":\{"cidr":"([^"]+)"\}\}$/.exec(JSON.stringify(peer))?.[1] ?? '';

export const networksOfServers = new Free(
  'a list of ipBlocks, each a network of at most 65,536 addresses',
  (found) => Array.isArray(found) && found.length > 0 && found.every((peer) => isNarrow(cidrOf(peer))),
);
/** NodeLocal DNSCache listens on a link-local address of each node. */
export const nodeLocalDns = new Free('the address of NodeLocal DNSCache, 169.254.20.10/32', (found) =>
  /^169\.254\.\d+\.\d+\/32$/.test(cidrOf(found)),
).optional();
/** Managed servers choose their ports; below 1024 are those of other protocols. */
export const portOfServer = (...usual: readonly number[]): Free =>
  new Free([...usual, 'from 1024 to 65535'].join(', or '), (found) => {
    const port = Number.isInteger(found) ? Number(found) : NaN;
    return usual.includes(port) || (port >= 1_024 && port <= 65_535);
  });

const listed = (text: string): readonly string[] => text.split(',').map((each) => each.trim());

const isPrivate = (cidr: string): boolean =>
  /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\.[\d.]+\/([89]|[12]\d|3[0-2])$/.test(cidr);
/** Of a cluster whose pods are all in one network. */
const isOfAllPods = (cidr: string): boolean => Number(cidr.split('/')[1]) <= 20;

/** Each hop adds an address to X-Forwarded-For; trusting public networks lets clients choose theirs. */
export function proxies(more: string, trustedBefore = ''): Free {
  const before = listed(trustedBefore).filter(Boolean);
  return new Free(`${[...before, more].join(' and ')}, private or small`, (found) => {
    const networks = listed(String(found));
    const isMore = new Set(networks).size > before.length || networks.some(isOfAllPods);
    const isSafe = networks.every((each) => isNarrow(each) || isPrivate(each));
    return isMore && isSafe && before.every((each) => networks.includes(each));
  });
}

export const publishableKey = matching('a publishable key, pk_test_… or pk_live_…', /^pk_(test|live)_\w+$/);
export const publishableTestKey = matching('a publishable test key, pk_test_…', /^pk_test_\w+$/);

/** A number that is far from its default limits nothing, or everything. */
export const near = (usual: string | undefined, factor = 100): Free => {
  const [least, most] = [Math.ceil(Number(usual) / 10), Number(usual) * factor];
  return within(`a number from ${least} to ${most}, near its default of ${usual}`, least, most, (found) =>
    /^\d+$/.test(String(found)) ? Number(found) : NaN,
  );
};

/** Any value that the service's own schema accepts. */
export const anyText = new Free('a text', (found) => typeof found === 'string' && found !== '');

/** Settings with a default that production may set. The service's own schema judges their values, too. */
export const mayBeSet = (name: string, usual: string | undefined): Free | undefined =>
  ({
    LOG_LEVEL: matching('error, warn, info or debug', /^(error|warn|info|debug)$/),
    MAX_CONNECTIONS_PER_ADDRESS: near(usual),
    TRUST_PROXY: proxies('the networks of proxies'),
    RECONCILE_INTERVAL_MS: near(usual, 12),
    RECONCILE_REPAIR: anyText,
    DATABASE_PREPARED_STATEMENTS: anyText,
    SELF_REFUND_HOURS: anyText,
    KEY_RETENTION_HOURS: within('a third of its default or more', Number(usual) / 3, Infinity),
    SETTLE_LIMIT_HOURS: near(usual),
    BANK_TRANSFER_DAYS: near(usual),
    ACTION_TTL_MINUTES: near(usual),
    EMAIL_WHEN_UNCERTAIN: anyText,
  })[name]?.optional();

/** It is part of a URL. */
export const password = matching('a password of at least 8 letters, digits, - and _', /^[\w-]{8,}$/);
export const testKey = matching('a test key, sk_test_…', /^sk_test_\w+$/);
export const webhookSecret = matching('whsec_…', /^whsec_\w+$/);

interface Caller {
  readonly caller: string;
  /** Undefined before the caller calls the service: a new service has a key for checkout. */
  readonly key: string | undefined;
  readonly scopes: string;
}

/** The value of API_KEYS. A key that is not known is any secret of 24 characters. */
export function callers(all: readonly Caller[]): Free {
  const isEntryOf = ({ caller, key, scopes }: Caller, entry = ''): boolean => {
    const [name, secret = '', ...given] = entry.split(':');
    const isKey = key === undefined ? secret.length >= 24 : secret === key;
    return name === caller && isKey && given.join(':') === scopes;
  };
  return new Free(
    all.map(({ caller, key = 'SECRET', scopes }) => `${caller}:${key}:${scopes}`).join(','),
    (found) => {
      const entries = String(found).split(',');
      return entries.length === all.length && all.every((each, index) => isEntryOf(each, entries[index]));
    },
  );
}

/** With the operator's and the queue board's key, which the other services repeat. */
export const operators = matching(
  'operator:SECRET:read+refund+ledger+reconcile,ops:SECRET:ops, each secret with 24 characters',
  /^operator:[^:,]{24,}:read\+refund\+ledger\+reconcile,ops:[^:,]{24,}:ops$/,
);
