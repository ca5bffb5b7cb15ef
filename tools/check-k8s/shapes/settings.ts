import { type Fields, type Shape } from '../compare.ts';
import { anyText, limit, mayBeSet, proxies, publishableKey } from '../free.ts';
import { type Finding } from '../check.ts';
import { type Expected, type ServiceFacts, type Subject } from '../subject.ts';
import { object } from './pods.ts';

const serversWithPasswords = ['postgres', 'redis', 'mail'];

/** A publishable key is in every page. */
const isSecret = ({ addresses }: ServiceFacts, name: string): boolean =>
  serversWithPasswords.includes(addresses[name] ?? '') ||
  /(?<!^STRIPE_PUBLISHABLE_)(KEY|KEYS|SECRET|SECRETS)$/.test(name);

/** The settings of a service that it reads from files, in alphabetical order. */
export const secretSettings = (service: ServiceFacts): readonly string[] =>
  service.settings.filter((name) => isSecret(service, name));

/** Their keys in its Secret, which are also the names of the files. */
export const secretKeys = (service: ServiceFacts): readonly string[] =>
  secretSettings(service).map((name) => name.toLowerCase());

/** The address of a service in the cluster. */
function addressOf(role: string, { facts }: Subject): string | undefined {
  const service = [...facts.services, facts.simulator].find(
    (each) => each.service === (role === 'stripe' ? facts.simulator.service : role),
  );
  return service === undefined ? undefined : `http://${service.service}:${service.port}`;
}

/** Customers reach the demo by a port-forward. */
function shopUrl({ rendering, facts, servers }: Subject): string {
  if (servers === 'outside')
    return `https://${String(rendering.at('Ingress/shop', 'spec', 'rules', 0, 'host'))}`;
  return `http://127.0.0.1:${facts.services.find(({ service }) => service === 'storefront')?.port}`;
}

const isLive = ({ rendering }: Subject): boolean =>
  rendering.settings('storefront')['STRIPE_PUBLISHABLE_KEY']?.startsWith('pk_live_') === true;

type Special = Readonly<Record<string, Shape | undefined>>;

/** Settings of one service that no rule for all gives; undefined where they must not be set. */
function specialSettings(subject: Subject): Special {
  const { facts, rendering, servers } = subject;
  const isInside = servers === 'inside';
  const settleHours = rendering.settings('payments')['SETTLE_LIMIT_HOURS'];
  const trusted = rendering.settings('storefront')['TRUST_PROXY'] ?? '';
  const train = new URL(facts.stripeJsUrl).pathname;
  return {
    'checkout SHOP_URL': shopUrl(subject),
    'email SHOP_URL': shopUrl(subject),
    'checkout TRUST_PROXY': isInside ? undefined : proxies(trusted),
    'checkout PAYMENTS_SETTLE_LIMIT_HOURS': settleHours,
    'storefront TRUST_PROXY': isInside ? undefined : proxies(),
    'storefront PAGES': 'web',
    'storefront STRIPE_JS_URL': isInside
      ? `http://127.0.0.1:${facts.simulator.port}${train}`
      : facts.stripeJsUrl,
    'storefront STRIPE_PUBLISHABLE_KEY': publishableKey(isInside),
    'payments ALLOW_LIVE_PAYMENTS': isLive(subject) ? 'yes' : undefined,
    'payments STRIPE_API_URL': isInside ? addressOf('stripe', subject) : undefined,
    'stripe-simulator DATABASE_FILE': '/data/ledger.sqlite',
    'stripe-simulator STRIPE_PUBLISHABLE_KEY': rendering.settings('storefront')['STRIPE_PUBLISHABLE_KEY'],
    'stripe-simulator WEBHOOK_URL': `${addressOf('payments', subject)}/webhooks/stripe`,
    'stripe-simulator WEBHOOK_EVENTS': facts.simulator.values['WEBHOOK_EVENTS'],
  };
}

/** A limit has the value of `npm start` in the demo, and one near its default in production. */
function limitOf({ values, example }: ServiceFacts, name: string, { servers }: Subject): Shape | undefined {
  if (!/^(LIMIT|MAX)_/.test(name)) return undefined;
  return servers === 'inside' ? values[name] : limit(Number(example[name]));
}

function settingOf(
  service: ServiceFacts,
  name: string,
  subject: Subject,
  special: Special,
): Shape | undefined {
  const key = `${service.service} ${name}`;
  if (key in special) return special[key];
  const address = addressOf(service.addresses[name] ?? '', subject);
  return address ?? limitOf(service, name, subject) ?? anyText;
}

/** Settings with a default, which production may set besides. */
function mayAdd(
  { service, example, settings }: ServiceFacts,
  { servers }: Subject,
  special: Special,
): Fields {
  const names = Object.keys(example).filter((name) => !settings.includes(name));
  return Object.fromEntries(
    names.map((name) => {
      const key = `${service} ${name}`;
      if (key in special) return [name, special[key]];
      return [name, servers === 'outside' ? mayBeSet[name]?.optional() : undefined];
    }),
  );
}

/** The ConfigMap of a service. */
export function settings(service: ServiceFacts, subject: Subject): Expected {
  const special = specialSettings(subject);
  const secrets = secretSettings(service);
  const inClear = service.settings.filter((name) => !secrets.includes(name));
  const data: Fields = {
    ...mayAdd(service, subject, special),
    HOST: '0.0.0.0',
    PORT: String(service.port),
    LOG_FORMAT: 'json',
    ...Object.fromEntries(inClear.map((name) => [name, settingOf(service, name, subject, special)])),
    ...Object.fromEntries(secrets.map((name) => [`${name}_FILE`, `/run/secrets/${name.toLowerCase()}`])),
  };
  return object('v1 ConfigMap', `${service.service}-settings`, subject, { data });
}

/** A value that every service accepts for a secret of production, which comes from outside. */
function madeUp(name: string, { facts }: Subject): string {
  const [shown = ''] = facts.services.map(({ example }) => example[name] ?? '').filter(Boolean);
  return shown.replaceAll(/change[-_]me/g, 'made-up-for-this-check-alone');
}

/** Problems of the values that the service's own schema finds, by the place of the setting. */
export function refusedSettings(service: ServiceFacts, subject: Subject): Finding[] {
  const { service: name, schema } = service;
  const secrets = Object.entries(subject.rendering.secrets(name)).map(([key, value]) => [
    key.toUpperCase(),
    value,
  ]);
  const required = secretSettings(service).map((each) => [each, madeUp(each, subject)] as const);
  const given = Object.entries(subject.rendering.settings(name));
  const parsed = schema?.safeParse(Object.fromEntries([...required, ...given, ...secrets]));
  return (parsed?.error?.issues ?? []).map(({ path: [setting = ''], message }) => {
    const key = secretSettings(service).find((each) => each === setting);
    return {
      object: key === undefined ? `ConfigMap/${name}-settings` : `Secret/${name}`,
      path: `data.${key?.toLowerCase() ?? String(setting)}`,
      text: `is refused by ${name}: ${message}`,
    };
  });
}
