import { Free, type Fields, type Shape } from '../compare.ts';
import { anyText, operators, password, testKey, webhookSecret } from '../free.ts';
import { type Expected, type ServiceFacts, type Subject } from '../subject.ts';
import { object } from './pods.ts';
import { secretKeys, secretSettings } from './settings.ts';

const base64 = (value: string): string => Buffer.from(value).toString('base64');

/** Secret values are compared after decoding. */
function encoded(value: Shape | undefined): Shape | undefined {
  if (typeof value === 'string') return base64(value);
  if (!(value instanceof Free)) return value;
  return new Free(`${value.bounds}, in Base64`, (found) =>
    value.accepts(Buffer.from(String(found), 'base64').toString()),
  );
}

function databaseUrl(service: string, user: string, { rendering }: Subject): string {
  return `postgres://${user}:${rendering.secrets('postgres')[`${user}_password`]}@postgres:5432/${service}`;
}

/** The callers and scopes that `npm start` gives a service, with the keys of the demo. */
function apiKeys({ service, values }: ServiceFacts, { rendering }: Subject): Shape {
  const ofCheckout = rendering.secrets('checkout');
  if (service === 'checkout') return operators;
  const theirs = Object.fromEntries(
    (ofCheckout['api_keys'] ?? '').split(',').map((entry) => entry.split(':') as [string, string]),
  );
  const keys: Readonly<Record<string, string | undefined>> = {
    ...theirs,
    checkout: ofCheckout[`${service}_api_key`],
  };
  const entries = (values['API_KEYS'] ?? '').split(',').map((entry) => {
    const [caller = '', , ...scopes] = entry.split(':');
    return [caller, keys[caller], ...scopes].join(':');
  });
  // A new service has a key for checkout, which does not call it yet.
  if (keys['checkout'] === undefined && entries[0]?.startsWith('checkout:') === true) return anyText;
  return entries.join(',');
}

/** The value of a secret setting in the demo. */
function valueOf(service: ServiceFacts, name: string, subject: Subject): Shape | undefined {
  const { rendering, facts } = subject;
  if (name === 'API_KEYS') return apiKeys(service, subject);
  if (name.startsWith('STRIPE_')) {
    if (service !== facts.simulator)
      return rendering.secrets(facts.simulator.service)[name.toLowerCase()] ?? anyText;
    return name === 'STRIPE_SECRET_KEY' ? testKey : webhookSecret;
  }
  if (name === 'ORDER_TOKEN_SECRETS' && service.service !== 'checkout')
    return rendering.secrets('checkout')['order_token_secrets'];
  const addresses: Readonly<Record<string, string>> = {
    postgres: databaseUrl(service.service, service.service, subject),
    redis: 'redis://redis:6379',
    mail: 'smtp://mail:1025',
  };
  return addresses[service.addresses[name] ?? ''] ?? anyText;
}

const secret = (name: string, values: Fields, subject: Subject): Expected => {
  const data = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, encoded(value)]));
  return object('v1 Secret', name, subject, { type: 'Opaque', data });
};

const migrated = ({ facts }: Subject): readonly string[] =>
  facts.services.filter(({ isMigrated }) => isMigrated).map(({ service }) => service);

/** The keys of the Secret of Postgres: a password for each user. */
export const passwordKeys = (subject: Subject): readonly string[] => [
  'postgres_password',
  ...migrated(subject).flatMap((service) => [`${service}_password`, `${service}_migrations_password`]),
];

/** The Secrets of the demo. */
export function secrets(subject: Subject): Expected[] {
  const { facts } = subject;
  return [
    ...[...facts.services, facts.simulator]
      .filter((service) => secretSettings(service).length > 0)
      .map((service) => {
        const data = secretSettings(service).map((name) => [
          name.toLowerCase(),
          valueOf(service, name, subject),
        ]);
        return secret(service.service, Object.fromEntries(data) as Fields, subject);
      }),
    ...migrated(subject).map((name) =>
      secret(
        `${name}-migrations`,
        { database_url: databaseUrl(name, `${name}_migrations`, subject) },
        subject,
      ),
    ),
    secret('postgres', Object.fromEntries(passwordKeys(subject).map((key) => [key, password])), subject),
  ];
}

/** The Secrets that production takes from outside, with their keys. */
export const outsideSecrets = (subject: Subject): Fields => ({
  ...Object.fromEntries(
    subject.facts.services
      .filter((service) => secretSettings(service).length > 0)
      .map((service) => [service.service, secretKeys(service)]),
  ),
  ...Object.fromEntries(migrated(subject).map((name) => [`${name}-migrations`, ['database_url']])),
  'shop-tls': ['tls.crt', 'tls.key'],
  'webhooks-tls': ['tls.crt', 'tls.key'],
});
