/**
 * Generates missing secrets of the demo and keeps existing ones. Each container finds its own as files in its
 * own volume. Safe to repeat; secrets that a later version needs are added. The argument is the folder that
 * stands in for the root of the container; only root gives files to their readers.
 */
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

const [root = ''] = process.argv.slice(2);
const folder = `${root}/secrets`;
const keptFile = `${folder}/kept/secrets.json`;
const [node, postgres, redis] = [1000, 999, 999];

const kept = existsSync(keptFile) ? JSON.parse(readFileSync(keptFile, 'utf8')) : {};
const secret = (name) => (kept[name] ??= randomBytes(24).toString('hex'));

function write(file, content, uid) {
  const aside = `${file}.new`;
  // Of a killed container: root without CAP_DAC_OVERRIDE cannot write to it.
  rmSync(aside, { force: true });
  writeFileSync(aside, content, { mode: 0o400 });
  if (process.getuid() === 0) chownSync(aside, uid, uid);
  renameSync(aside, file);
}

const databaseUrl = (user, host, database) =>
  `postgres://${user}:${secret(`postgres_${user}`)}@${host}/${database}`;
/** The services that are not Holdfast's, if this repository has some. */
const list = `${root}/extra-services.json`;
const extraServices = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
const namesOf = (services) => services.map(({ name }) => name);
const ours = ['checkout', 'payments', 'email', 'recommendations'];
/** In the order of their ports. */
const services = [...ours, ...namesOf(extraServices)];
const migrated = [...ours, ...namesOf(extraServices.filter(({ migrations }) => migrations !== undefined))];
const atPostgres = migrated.flatMap((service) => [
  [`${service}_migrations_url`, databaseUrl(`${service}_migrations`, 'postgres:5432', service)],
  [`${service}_database_url`, databaseUrl(service, 'postgres:5432', service)],
]);

/**
 * A service reaches its servers at edges of the failure lab; an instance with its own edges has its own
 * files.
 */
const { edges } = JSON.parse(readFileSync(`${root}/failure-lab.json`, 'utf8'));
function stores(service) {
  const calls = edges.filter(({ from }) => from.replace(/-\d+$/, '') === service);
  return Object.fromEntries(
    calls.flatMap(({ from, to, port }) => {
      const prefix = from === service ? '' : `${from}_`;
      if (to === 'postgres')
        return [[`${prefix}database_url`, databaseUrl(service, `failure-lab:${port}`, service)]];
      if (to !== 'redis') return [];
      const queueUrl = `redis://:${secret('redis')}@failure-lab:${port}`;
      return [
        [`${prefix}queue_url`, queueUrl],
        ...(service === 'checkout' ? [[`${prefix}cache_url`, queueUrl]] : []),
      ];
    }),
  );
}
/** The failure lab reads the containers directly, not at its own edges. */
const observe = () => ({
  target: 'containers',
  portBase: 3000,
  services: Object.fromEntries(
    services.map((service, index) => [service, `http://${service}:${3001 + index}`]),
  ),
  extraServices: namesOf(extraServices),
  shopUrl: 'http://storefront:3000',
  simulatorUrl: 'http://stripe-simulator:3010',
  inboxUrl: 'http://mail:1080',
  redisUrl: `redis://:${secret('redis')}@redis:6379`,
  postgresUrl: databaseUrl('observer', 'postgres:5432', 'checkout'),
  operatorKey: secret('operator_key'),
  stripeSecretKey: stripe.stripe_secret_key,
});
const operator = `operator:${secret('operator_key')}:read+refund+ledger+reconcile`;
const operators = `${operator},ops:${secret('ops_key')}:ops`;
const orderTokens = { order_token_secrets: `2026-01-01T00:00:00Z=${secret('order_tokens')}` };
const stripePages = { stripe_publishable_key: `pk_test_${secret('stripe_publishable_key')}` };
const stripe = {
  stripe_secret_key: `sk_test_${secret('stripe_key')}`,
  stripe_webhook_secret: `whsec_${secret('stripe_webhooks')}`,
};

const volumes = {
  postgres: { uid: postgres, files: { postgres_password: secret('postgres_postgres') } },
  redis: {
    uid: redis,
    files: {
      redis_password: secret('redis'),
      'redis.conf': [
        `requirepass ${secret('redis')}`,
        'dir /data',
        'appendonly yes',
        'save ""',
        // Below its container's 256 MB, because rewriting the file takes memory too. A full Redis refuses
        // jobs; the outbox keeps them.
        'maxmemory 160mb',
        'maxmemory-policy noeviction',
        '',
      ].join('\n'),
    },
  },
  migrations: {
    uid: node,
    files: {
      admin_url: databaseUrl('postgres', 'postgres:5432', 'postgres'),
      ...Object.fromEntries(atPostgres),
      observer_database_url: databaseUrl('observer', 'postgres:5432', 'checkout'),
    },
  },
  checkout: {
    uid: node,
    files: {
      ...stores('checkout'),
      api_keys: operators,
      ...orderTokens,
      payments_api_key: secret('checkout_key'),
      recommendations_api_key: secret('checkout_key'),
    },
  },
  payments: {
    uid: node,
    files: {
      ...stores('payments'),
      ...stripe,
      api_keys: `checkout:${secret('checkout_key')}:charge+refund+ledger+reconcile,${operator}`,
    },
  },
  email: { uid: node, files: { ...stores('email'), ...orderTokens, api_keys: operators } },
  recommendations: {
    uid: node,
    files: {
      ...stores('recommendations'),
      api_keys: `checkout:${secret('checkout_key')}:read,${operators}`,
    },
  },
  ...Object.fromEntries(
    extraServices.map(({ name }) => [
      name,
      { uid: node, files: { ...stores(name), api_keys: `checkout:${secret('checkout_key')},${operators}` } },
    ]),
  ),
  storefront: { uid: node, files: stripePages },
  'failure-lab': { uid: node, files: { 'observe.json': `${JSON.stringify(observe(), null, 2)}\n` } },
  'stripe-simulator': { uid: node, files: { ...stripe, ...stripePages } },
  ops: {
    uid: node,
    files: {
      postgres_url: databaseUrl('postgres', 'postgres:5432', 'postgres'),
      redis_url: `redis://:${secret('redis')}@redis:6379`,
      operator_key: secret('operator_key'),
    },
  },
};

write(keptFile, `${JSON.stringify(kept, null, 2)}\n`, 0);
for (const [volume, { uid, files }] of Object.entries(volumes))
  for (const [name, content] of Object.entries(files)) write(`${folder}/${volume}/${name}`, content, uid);
