/**
 * Makes the secrets of the demo when they are missing, and keeps them: every container finds its own as files in a volume of its own.
 * It may run again at any time; a secret that a later version needs is added to those that are there.
 */
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const folder = '/secrets';
const keptFile = `${folder}/kept/secrets.json`;
const [node, postgres, redis] = [1000, 999, 999];

const kept = existsSync(keptFile) ? JSON.parse(readFileSync(keptFile, 'utf8')) : {};
const secret = (name) => (kept[name] ??= randomBytes(24).toString('hex'));

function write(file, content, uid) {
  const aside = `${file}.new`;
  writeFileSync(aside, content, { mode: 0o400 });
  chownSync(aside, uid, uid);
  renameSync(aside, file);
}

const databaseUrl = (user, host, database) =>
  `postgres://${user}:${secret(`postgres_${user}`)}@${host}/${database}`;
const services = ['checkout', 'payments', 'email', 'recommendations'];
const atPostgres = services.flatMap((service) => [
  [`${service}_migrations_url`, databaseUrl(`${service}_migrations`, 'postgres:5432', service)],
  [`${service}_database_url`, databaseUrl(service, 'postgres:5432', service)],
]);

/** A service meets its servers at the edges of the failure lab, which compose/failure-lab.json gives their ports. */
const stores = (service, postgresEdge, redisEdge) => ({
  database_url: databaseUrl(service, `failure-lab:${postgresEdge}`, service),
  queue_url: `redis://:${secret('redis')}@failure-lab:${redisEdge}`,
});
const checkoutStores = stores('checkout', 3052, 3053);
const operators = `operator:${secret('operator_key')},ops:${secret('ops_key')}`;
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
    },
  },
  checkout: {
    uid: node,
    files: {
      ...checkoutStores,
      cache_url: checkoutStores.queue_url,
      api_keys: operators,
      payments_api_key: secret('checkout_key'),
      recommendations_api_key: secret('checkout_key'),
    },
  },
  payments: {
    uid: node,
    files: {
      ...stores('payments', 3055, 3056),
      ...stripe,
      api_keys: `checkout:${secret('checkout_key')},${operators}`,
    },
  },
  email: { uid: node, files: { ...stores('email', 3058, 3059), api_keys: operators } },
  recommendations: {
    uid: node,
    files: {
      ...stores('recommendations', 3060, 3061),
      api_keys: `checkout:${secret('checkout_key')},${operators}`,
    },
  },
  'stripe-simulator': { uid: node, files: stripe },
};

write(keptFile, `${JSON.stringify(kept, null, 2)}\n`, 0);
for (const [volume, { uid, files }] of Object.entries(volumes))
  for (const [name, content] of Object.entries(files)) write(`${folder}/${volume}/${name}`, content, uid);
