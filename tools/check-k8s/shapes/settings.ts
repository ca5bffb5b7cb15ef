import { type Fields, type Shape } from '../compare.ts';
import * as free from '../free.ts';
import { type Expected, type Finding, type ServiceFacts, type Subject } from '../subject.ts';
import { object } from './pods.ts';

const serversWithPasswords = ['postgres', 'redis', 'mail'];

/** The settings of a service that it reads from files. A publishable key is in every page. */
export const secretSettings = ({ settings, addresses }: ServiceFacts): readonly string[] =>
  settings.filter(
    (name) =>
      serversWithPasswords.includes(addresses[name] ?? '') ||
      /(?<!^STRIPE_PUBLISHABLE_)(KEY|SECRET)S?$/.test(name),
  );

/** Their keys in its Secret, which are also the names of the files. */
export const secretKeys = (service: ServiceFacts): readonly string[] =>
  secretSettings(service).map((name) => name.toLowerCase());

/** The address of a service in the cluster; undefined if it is not a service. */
function addressOf(role: string | undefined, { facts, servers }: Subject): string | undefined {
  const { services, simulator } = facts;
  const found = role === 'stripe' ? simulator : services.find(({ service }) => service === role);
  const isHere = found !== undefined && (found !== simulator || servers === 'inside');
  return isHere ? `http://${found.service}:${found.port}` : undefined;
}

/** Settings of one service that no rule for all gives; undefined where they must not be set. */
function special(subject: Subject): Readonly<Record<string, Shape | undefined>> {
  const { facts, rendering, servers } = subject;
  const isInside = servers === 'inside';
  const { TRUST_PROXY, STRIPE_PUBLISHABLE_KEY } = rendering.settings('storefront');
  // Customers reach the demo by port-forwards.
  const shop = isInside ? 'http://127.0.0.1:3000' : `https://${rendering.hostOf('shop')}`;
  const ofDemo = `http://127.0.0.1:${facts.simulator.port}${new URL(facts.stripeJsUrl).pathname}`;
  const isLive = STRIPE_PUBLISHABLE_KEY?.startsWith('pk_live_') === true;
  return {
    'checkout SHOP_URL': shop,
    'email SHOP_URL': shop,
    'checkout TRUST_PROXY': isInside ? undefined : free.proxies("the storefront's network", TRUST_PROXY),
    'checkout PAYMENTS_SETTLE_LIMIT_HOURS': rendering.settings('payments')['SETTLE_LIMIT_HOURS'],
    'storefront TRUST_PROXY': isInside ? undefined : free.proxies("the ingress controller's networks"),
    'storefront PAGES': 'web',
    'storefront STRIPE_JS_URL': isInside ? ofDemo : facts.stripeJsUrl,
    'storefront STRIPE_PUBLISHABLE_KEY': isInside ? free.publishableTestKey : free.publishableKey,
    'payments ALLOW_LIVE_PAYMENTS': isLive ? 'yes' : undefined,
    'payments STRIPE_API_URL': addressOf('stripe', subject),
    'stripe-simulator DATABASE_FILE': '/data/ledger.sqlite',
    'stripe-simulator STRIPE_PUBLISHABLE_KEY': STRIPE_PUBLISHABLE_KEY,
    'stripe-simulator WEBHOOK_URL': `${addressOf('payments', subject)}/webhooks/stripe`,
    'stripe-simulator WEBHOOK_EVENTS': facts.simulator.values['WEBHOOK_EVENTS'],
  };
}

/** A setting in clear. A limit is that of `npm start` in the demo, and near its default in production. */
function settingOf(name: string, service: ServiceFacts, subject: Subject): Shape | undefined {
  const { example, settings, values, addresses } = service;
  const isInside = subject.servers === 'inside';
  if (!settings.includes(name)) return isInside ? undefined : free.mayBeSet(name, example[name]);
  if (/^(LIMIT|MAX)_/.test(name)) return isInside ? values[name] : free.near(example[name]);
  return addressOf(addresses[name], subject) ?? free.anyText;
}

/** The ConfigMap of a service: what it needs, and what production may set besides. */
export function settings(service: ServiceFacts, subject: Subject): Expected {
  const secrets = secretSettings(service);
  const specials = special(subject);
  const known = [...new Set([...Object.keys(service.example), ...service.settings])];
  const inClear = known
    .filter((name) => !secrets.includes(name))
    .map((name) => {
      const key = `${service.service} ${name}`;
      return [name, key in specials ? specials[key] : settingOf(name, service, subject)] as const;
    });
  const data: Fields = {
    ...Object.fromEntries(inClear),
    HOST: '0.0.0.0',
    PORT: String(service.port),
    LOG_FORMAT: 'json',
    ...Object.fromEntries(secrets.map((name) => [`${name}_FILE`, `/run/secrets/${name.toLowerCase()}`])),
  };
  return object('v1 ConfigMap', `${service.service}-settings`, subject, { data });
}

/** A value that every service accepts for a secret of production, which comes from outside. */
function madeUp(name: string, { facts }: Subject): string {
  const [shown = ''] = facts.services.map(({ example }) => example[name] ?? '').filter(Boolean);
  return shown.replaceAll(/change[-_]me/g, 'made-up-for-this-check-alone');
}

/** The values that the service's own schema refuses. */
export function refusedSettings(service: ServiceFacts, subject: Subject): Finding[] {
  const { service: name, schema } = service;
  const { rendering } = subject;
  const secrets = secretSettings(service);
  const files = rendering.secrets(name);
  const given = {
    ...Object.fromEntries(secrets.map((each) => [each, files[each.toLowerCase()] ?? madeUp(each, subject)])),
    ...rendering.settings(name),
  };
  return (schema?.safeParse(given).error?.issues ?? []).map(({ path: [first], message }) => {
    const setting = String(first);
    const isSecret = secrets.includes(setting);
    return {
      object: isSecret ? `Secret/${name}` : `ConfigMap/${name}-settings`,
      path: `data.${isSecret ? setting.toLowerCase() : setting}`,
      text: `is refused by ${name}: ${message}`,
    };
  });
}
