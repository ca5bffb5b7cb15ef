import { type Fields, type Shape } from '../compare.ts';
import { anyText, callers, operators, password, testKey, webhookSecret } from '../free.ts';
import { type Expected, type ServiceFacts, type Subject } from '../subject.ts';
import { object } from './pods.ts';
import { secretKeys } from './settings.ts';

const databaseUrl = (service: string, user: string, { rendering }: Subject): string =>
  `postgres://${user}:${rendering.secrets('postgres')[`${user}_password`]}@postgres:5432/${service}`;

/** The callers and scopes that `npm start` gives a service, with the keys of the demo. */
function apiKeys({ service, values }: ServiceFacts, { rendering }: Subject): Shape {
  if (service === 'checkout') return operators;
  const { api_keys: ofOperators = '', ...ofCheckout } = rendering.secrets('checkout');
  const keys = new Map(ofOperators.split(',').map((entry) => entry.split(':') as [string, string]));
  const key = ofCheckout[`${service}_api_key`];
  if (key !== undefined) keys.set('checkout', key);
  return callers(
    (values['API_KEYS'] ?? '').split(',').map((entry) => {
      const [caller = '', , ...scopes] = entry.split(':');
      return { caller, key: keys.get(caller), scopes: scopes.join(':') };
    }),
  );
}

/** A service's Secret in the demo. Others repeat the simulator's keys and checkout's token secrets. */
function valuesOf(service: ServiceFacts, subject: Subject): Fields {
  const { rendering, facts } = subject;
  const { service: name, addresses } = service;
  const ofStripe = rendering.secrets(facts.simulator.service);
  const isSimulator = service === facts.simulator;
  const known: Fields = {
    api_keys: apiKeys(service, subject),
    stripe_secret_key: isSimulator ? testKey : ofStripe['stripe_secret_key'],
    stripe_webhook_secret: isSimulator ? webhookSecret : ofStripe['stripe_webhook_secret'],
    order_token_secrets: name === 'checkout' ? anyText : rendering.secrets('checkout')['order_token_secrets'],
  };
  const ofServers: Fields = {
    postgres: databaseUrl(name, name, subject),
    redis: 'redis://redis:6379',
    mail: 'smtp://mail:1025',
  };
  const valueOf = (key: string): Shape =>
    ofServers[addresses[key.toUpperCase()] ?? ''] ?? known[key] ?? anyText;
  return Object.fromEntries(secretKeys(service).map((key) => [key, valueOf(key)]));
}

const secret = (name: string, data: Fields, subject: Subject): Expected =>
  object('v1 Secret', name, subject, { type: 'Opaque', data });

const migrated = ({ facts }: Subject): readonly string[] =>
  facts.services.filter(({ isMigrated }) => isMigrated).map(({ service }) => service);
const withSecrets = (services: readonly ServiceFacts[]): readonly ServiceFacts[] =>
  services.filter((service) => secretKeys(service).length > 0);

/** The keys of the Secret of Postgres: a password for each user. */
export const passwordKeys = (subject: Subject): readonly string[] => [
  'postgres_password',
  ...migrated(subject).flatMap((service) => [`${service}_password`, `${service}_migrations_password`]),
];

/** The Secrets of the demo. */
export const secrets = (subject: Subject): Expected[] => [
  ...withSecrets([...subject.facts.services, subject.facts.simulator]).map((service) =>
    secret(service.service, valuesOf(service, subject), subject),
  ),
  ...migrated(subject).map((name) => {
    const database_url = databaseUrl(name, `${name}_migrations`, subject);
    return secret(`${name}-migrations`, { database_url }, subject);
  }),
  secret('postgres', Object.fromEntries(passwordKeys(subject).map((key) => [key, password])), subject),
];

/** The Secrets that production takes from outside, with their keys. */
export const outsideSecrets = (subject: Subject): Fields => ({
  ...Object.fromEntries(withSecrets(subject.facts.services).map((each) => [each.service, secretKeys(each)])),
  ...Object.fromEntries(migrated(subject).map((name) => [`${name}-migrations`, ['database_url']])),
  'shop-tls': ['tls.crt', 'tls.key'],
  'webhooks-tls': ['tls.crt', 'tls.key'],
});
