/**
 * Everything about the manifests that is not prescribed, with the bounds within which it works. A value that
 * belongs to an overlay, such as a host or a size, is declared here; all others follow from the code.
 */
import { type Fields, Free } from './compare.ts';
import { type FoundContainer, hashed } from './rendering.ts';

const matching = (bounds: string, pattern: RegExp): Free =>
  new Free(bounds, (found) => typeof found === 'string' && pattern.test(found));

const between = (least: number, most: number): Free =>
  new Free(
    `a whole number from ${least} to ${most}`,
    (found) => Number.isInteger(found) && Number(found) >= least && Number(found) <= most,
  );

/** Mi in a quantity; NaN if it is not in whole Mi or Gi. */
function mebibytes(quantity: unknown): number {
  const [, number = 'NaN', unit] = /^(\d+)(Mi|Gi)$/.exec(String(quantity)) ?? [];
  return Number(number) * (unit === 'Gi' ? 1_024 : 1);
}

const memory = (least: number, most: number): Free =>
  new Free(
    `from ${least}Mi to ${most}Mi, in Mi or Gi`,
    (found) => mebibytes(found) >= least && mebibytes(found) <= most,
  );

/** Cores in a quantity; NaN if it is none. */
function cores(quantity: unknown): number {
  const [, number = 'NaN', unit] = /^(\d+(?:\.\d+)?)(m?)$/.exec(String(quantity)) ?? [];
  return Number(number) / (unit === 'm' ? 1_000 : 1);
}

/** Memory has a limit. CPU has none, which would make a process wait on an idle node. */
export function resources(container: FoundContainer | undefined): Fields {
  const limit = mebibytes(container?.resources?.limits?.['memory']);
  return {
    limits: { memory: memory(160, 16_384) },
    requests: {
      cpu: new Free('from 10m to 4 cores', (found) => cores(found) >= 0.01 && cores(found) <= 4),
      memory: new Free(
        `from a quarter of its limit to its limit, in Mi or Gi`,
        (found) => mebibytes(found) >= limit / 4 && mebibytes(found) <= limit,
      ),
    },
  };
}

/** Besides its heap, a process needs memory for code, stacks and buffers. */
export function heapOptions(container: FoundContainer | undefined, leastBesides: number): Free {
  const limit = mebibytes(container?.resources?.limits?.['memory']);
  return new Free(
    `--max-old-space-size with 60 to 80 % of the memory limit that leaves ${leastBesides} MiB, and no other option`,
    (found) => {
      const heap = Number(/^--max-old-space-size=(\d+)$/.exec(String(found))?.[1]);
      return heap >= 0.6 * limit && heap <= 0.8 * limit && limit - heap >= leastBesides;
    },
  );
}

export const storage = memory(128, 1_048_576);
export const scratch = memory(16, 1_024);

/** One pod could not be replaced, and nothing would be left while its node drains. */
export const minReplicas = between(2, 50);
export const maxReplicas = (min: unknown): Free => between(Number(min) + 1, 100);
export const utilization = between(30, 90);

/** The content of a ConfigMap or Secret is in its name, so that a change replaces the pods. */
export const nameWithHash = (name: string): Free =>
  new Free(
    `${name} with the hash of its content`,
    (found) => hashed.test(String(found)) && String(found).replace(hashed, '') === name,
  );

/** Of images of others: a version, not a name that moves. */
export const versionOf = (image: string): Free =>
  matching(
    `${image} with a version, such as ${image}:8 or a digest`,
    new RegExp(`^${image}(:v?\\d[\\w.-]*|@sha256:[0-9a-f]{64})$`),
  );

/** All our images come from one registry, each by its digest. */
export function digestOf(name: string, registry: string | undefined): Free {
  return new Free(
    `${registry ?? 'REGISTRY'}/${name}@sha256:…, one build in the registry of all images`,
    (found) => {
      const [image, digest = ''] = String(found).split('@');
      return image === `${registry}/${name}` && /^sha256:[0-9a-f]{64}$/.test(digest);
    },
  );
}

export const host = (others: readonly unknown[] = []): Free =>
  new Free(
    'a host name of its own, such as shop.example',
    (found) => /^(?!\d)(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+$/.test(String(found)) && !others.includes(found),
  );
export const ingressClass = matching('the class of your ingress controller', /^[a-z][a-z0-9.-]*$/);
/** Any other namespace could reach the shop past the controller, which adds the address of the customer. */
export const namespaceOf = (controller: unknown): Free =>
  new Free(
    `a namespace named after the ingress class ${String(controller)}`,
    (found) => typeof found === 'string' && found.includes(String(controller)),
  );
/** Certificates of the hosts. */
export const ingressAnnotations = new Free(
  'annotations of cert-manager.io only',
  (found) => Object.keys(found as object).every((key) => key.startsWith('cert-manager.io/')),
  true,
);
/** Of a private registry. */
export const pullSecrets = new Free(
  'a list of names',
  (found) => Array.isArray(found) && found.every((each) => Object.keys(each as object).join() === 'name'),
  true,
);

const network = /^(\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:]*)\/(\d{1,3})$/;
/** At most 65,536 addresses, or a /48 of IPv6. */
function isNarrow(cidr: unknown): boolean {
  const [, address = '', bits] = network.exec(String(cidr)) ?? [];
  return Number(bits) >= (address.includes(':') ? 48 : 16);
}

export const networksOfServers = new Free(
  'a list of ipBlocks, each a network of at most 65,536 addresses',
  (found) =>
    Array.isArray(found) &&
    found.length > 0 &&
    found.every((each: { readonly ipBlock?: { readonly cidr?: unknown } }) => {
      const isAlone = JSON.stringify(each) === JSON.stringify({ ipBlock: { cidr: each.ipBlock?.cidr } });
      return isAlone && isNarrow(each.ipBlock?.cidr);
    }),
);
/** NodeLocal DNSCache listens on a link-local address of each node. */
export const nodeLocalDns = new Free(
  'the address of NodeLocal DNSCache, 169.254.20.10/32',
  (found) => /^\{"ipBlock":\{"cidr":"169\.254\.\d+\.\d+\/32"\}\}$/.test(JSON.stringify(found)),
  true,
);
export const portAmong = (...ports: readonly number[]): Free =>
  new Free(`${ports.join(' or ')}`, (found) => ports.includes(Number(found)));

const listed = (text: string): readonly string[] => text.split(',').map((each) => each.trim());

/** Each hop adds an address to X-Forwarded-For; trusting a wide network lets clients choose theirs. */
export function proxies(trustedBefore?: string): Free {
  const before = trustedBefore === undefined ? [] : listed(trustedBefore);
  const bounds =
    trustedBefore === undefined
      ? 'the networks of the ingress controller'
      : `${trustedBefore} and the network of the storefront's pods`;
  return new Free(`${bounds}, each of at most 65,536 addresses`, (found) => {
    const networks = listed(String(found));
    const isMore = new Set(networks).size > new Set(before).size;
    return isMore && networks.every(isNarrow) && before.every((each) => networks.includes(each));
  });
}

export const publishableKey = (isTest: boolean): Free =>
  isTest
    ? matching('a publishable test key, pk_test_…', /^pk_test_\w+$/)
    : matching('a publishable key, pk_test_… or pk_live_…', /^pk_(test|live)_\w+$/);

/** A limit far above its default limits nothing. */
export const limit = (usual: number): Free =>
  new Free(
    `from ${Math.ceil(usual / 10)} to ${usual * 100}, a hundred times its default`,
    (found) => /^\d+$/.test(String(found)) && Number(found) >= usual / 10 && Number(found) <= usual * 100,
  );

/** Any value that the service's own schema accepts. */
export const anyText = new Free('a text', (found) => typeof found === 'string' && found !== '');

/** Settings with a default that production may set. The service's own schema judges their values, too. */
export const mayBeSet: Readonly<Record<string, Free>> = {
  LOG_LEVEL: matching('error, warn, info or debug', /^(error|warn|info|debug)$/),
  MAX_CONNECTIONS_PER_ADDRESS: limit(1_000),
  TRUST_PROXY: proxies(),
  RECONCILE_INTERVAL_MS: matching('above 0, which would turn the schedule off', /^[1-9]\d*$/),
  RECONCILE_REPAIR: anyText,
  DATABASE_PREPARED_STATEMENTS: anyText,
  SELF_REFUND_HOURS: anyText,
  KEY_RETENTION_HOURS: anyText,
  SETTLE_LIMIT_HOURS: anyText,
  BANK_TRANSFER_DAYS: anyText,
  ACTION_TTL_MINUTES: anyText,
  EMAIL_WHEN_UNCERTAIN: anyText,
};

/** It is part of a URL. */
export const password = matching('a password of at least 8 letters, digits, - and _', /^[\w-]{8,}$/);
export const testKey = matching('a test key, sk_test_…', /^sk_test_\w+$/);
export const webhookSecret = matching('whsec_…', /^whsec_\w+$/);
/** With the operator's and the queue board's key, which the other services repeat. */
export const operators = matching(
  'operator:SECRET:read+refund+ledger+reconcile,ops:SECRET:ops, each secret with 24 characters',
  /^operator:[^:,]{24,}:read\+refund\+ledger\+reconcile,ops:[^:,]{24,}:ops$/,
);
