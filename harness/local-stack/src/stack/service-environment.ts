import path from 'node:path';
import { type Wiring } from '../lab/wiring.ts';
import { isPrepared, prepared } from '../process/prepared-process.ts';
import { demoLimits } from './demo-limits.ts';
import { type ExtraService } from './extra-services.ts';
import { operatorScopes, type StackSecrets } from './secrets.ts';
import { isLive, isPlain } from './real-stripe.ts';
import { type Servers } from './servers.ts';
import { type ServiceCopy, type ServiceName } from './services.ts';
import { type StackSettings } from './settings.ts';
import { checkoutsShop, emailsShop, storefrontEnvironment } from './storefront-environment.ts';
import { webhookEvents } from './webhook-events.ts';

export type Environment = Readonly<Record<string, string>>;

/** The inputs for a service's environment. */
export interface EnvironmentInputs {
  readonly settings: StackSettings;
  readonly secrets: StackSecrets;
  readonly servers: Pick<Servers, 'servicesDatabase' | 'redisUrl'>;
  readonly wiring: Wiring;
}

export interface StackInputs extends EnvironmentInputs {
  readonly servers: Servers;
}

/**
 * Variables that all services inherit: settings of a user, and timings of a prepared test. A service that is
 * not prepared refuses to start with a timing, so that no one's is ignored.
 */
const inheritedNames = [
  'PATH',
  'HOME',
  'TZ',
  'LANG',
  'MAX_EVENT_LOOP_DELAY_MS',
  'DATABASE_CONNECTION_TIMEOUT_MS',
  'RECONCILE_INTERVAL_MS',
  'RECONCILE_REPAIR',
  'RECONCILE_MIN_AGE_MS',
  'ACTION_TTL_MINUTES',
];

/**
 * The environment of every program. Nothing else is inherited, above all not NODE_OPTIONS. Only bundles get a
 * NODE_COMPILE_CACHE: filling it with 3,000 files makes the first start 6 s longer.
 */
export function commonEnvironment({ settings }: Pick<StackInputs, 'settings'>): Environment {
  const inherited = inheritedNames.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    HOST: '127.0.0.1',
    LOG_LEVEL: settings.logLevel,
    LOG_FORMAT: 'json',
    ...(settings.extraApiKeys === undefined ? {} : { EXTRA_API_KEYS: settings.extraApiKeys }),
  };
}

/**
 * The environment of one process on top of the common one. With `wiring`, its calls pass the lab if that is
 * on. Only a process with an environment of its own in the settings is prepared for timings, or every process
 * if this program is.
 */
export function serviceEnvironment(copy: ServiceCopy, inputs: EnvironmentInputs): Environment {
  const { settings, wiring } = inputs;
  const own =
    copy.extra === undefined ? holdfastEnvironment(copy, inputs) : extraEnvironment(copy.extra, inputs);
  const callsOfExtras = settings.extraServices.flatMap(({ name, calledBy = [] }) =>
    calledBy
      .filter(({ role }) => role === copy.service)
      .map(({ variable }) => [variable, wiring.url(copy.name, name)] as const),
  );
  const { '*': ofAll, [copy.service]: ofService, [copy.name]: ofProcess } = settings.environment ?? {};
  const usual = { ...own, ...anotherShop(copy, settings), ...Object.fromEntries(callsOfExtras) };
  const chosen = { ...ofAll, ...ofService, ...ofProcess };
  const isUsual = Object.keys(chosen).length === 0 && !isPrepared(process.env);
  return isUsual ? usual : prepared({ ...usual, ...chosen });
}

/** The services that lead customers to the shop. */
const leading: readonly string[] = ['checkout', 'email'] satisfies readonly ServiceName[];

const anotherShop = ({ service }: ServiceCopy, { shopUrl }: StackSettings): Environment =>
  shopUrl !== undefined && leading.includes(service) ? { SHOP_URL: shopUrl } : {};

function holdfastEnvironment({ name, service }: ServiceCopy, inputs: EnvironmentInputs): Environment {
  const { settings, secrets, servers, wiring } = inputs;
  const { checkoutKey, orderTokenSecrets } = secrets;
  const operators = `${operator(secrets)},ops:${secrets.opsKey}:ops`;
  const callers = `checkout:${checkoutKey}:charge+refund+ledger+reconcile,${operator(secrets)}`;
  const stripe = {
    STRIPE_SECRET_KEY: settings.stripe?.secretKey ?? secrets.stripeSecretKey,
    // Without a secret that Stripe shares, all webhooks are rejected.
    STRIPE_WEBHOOK_SECRET: settings.stripe?.webhookSecret ?? secrets.stripeWebhookSecret,
  };
  const stores = {
    DATABASE_URL: database(name, service, inputs),
    QUEUE_URL: queues(name, inputs),
  };
  const environments: Readonly<Record<ServiceName, () => Environment>> = {
    storefront: () => storefrontEnvironment(inputs),
    checkout: () => ({
      ...stores,
      ...checkoutsShop(settings),
      ...demoLimits,
      ...(servers.redisUrl === undefined
        ? {}
        : { CACHE_URL: wiring.server(name, 'redis', servers.redisUrl) }),
      API_KEYS: operators,
      ORDER_TOKEN_SECRETS: orderTokenSecrets,
      PAYMENTS_URL: wiring.url(name, 'payments'),
      PAYMENTS_API_KEY: checkoutKey,
      ...recommendationsAddress(name, inputs),
    }),
    payments: () => ({ ...stores, ...stripe, API_KEYS: callers, ...stripeAddress(name, inputs) }),
    email: () => ({
      ...stores,
      ...emailsShop(settings, orderTokenSecrets),
      API_KEYS: operators,
      SMTP_URL: wiring.url(name, 'mail'),
      EMAIL_FROM: 'Holdfast <orders@holdfast.example>',
    }),
    recommendations: () => ({ ...stores, API_KEYS: `checkout:${checkoutKey}:read,${operators}` }),
    'stripe-simulator': () => ({
      ...stripe,
      ...(settings.storefront === 'on' ? { STRIPE_PUBLISHABLE_KEY: secrets.stripePublishableKey } : {}),
      DATABASE_FILE: path.join(settings.dataDir, 'stripe-simulator/ledger.sqlite'),
      WEBHOOK_URL: `${wiring.url(name, 'payments')}/webhooks/stripe`,
      WEBHOOK_EVENTS: webhookEvents,
    }),
  };
  return environments[service as ServiceName]();
}

const operator = ({ operatorKey }: StackSecrets): string =>
  `operator:${operatorKey}:${operatorScopes.join('+')}`;

function recommendationsAddress(name: string, { settings, secrets, wiring }: EnvironmentInputs): Environment {
  if (settings.withoutServices?.includes('recommendations') === true) return {};
  return {
    RECOMMENDATIONS_URL: wiring.url(name, 'recommendations'),
    RECOMMENDATIONS_API_KEY: secrets.checkoutKey,
  };
}

/** The Stripe settings. Payments checks ALLOW_LIVE_PAYMENTS again, so it is passed on. */
function stripeAddress(name: string, { settings: { stripe }, wiring }: EnvironmentInputs): Environment {
  if (stripe === undefined) return { STRIPE_API_URL: wiring.url(name, 'stripe') };
  const { apiUrl, secretKey } = stripe;
  return {
    ...(isLive(secretKey) ? { ALLOW_LIVE_PAYMENTS: 'yes' } : {}),
    ...(isPlain(apiUrl) ? { STRIPE_API_URL: wiring.url(name, 'stripe') } : {}),
    ...(apiUrl === undefined || isPlain(apiUrl) ? {} : { STRIPE_API_URL: apiUrl }),
  };
}

/** An extra service: the variables it declares, and the API keys for it and its operator. */
function extraEnvironment(extra: ExtraService, inputs: EnvironmentInputs): Environment {
  const { name, calls = [], environment = {}, migrations } = extra;
  const address = (role: string): string => {
    if (role === 'postgres') return database(name, name, inputs);
    if (role === 'queues') return queues(name, inputs);
    return inputs.wiring.url(name, role);
  };
  const variables = calls.map(({ role, variable }) => [variable, address(role)] as const);
  const { secrets } = inputs;
  return {
    API_KEYS: `checkout:${secrets.checkoutKey}:charge+read,${operator(secrets)},ops:${secrets.opsKey}:ops`,
    ...(migrations === undefined ? {} : { DATABASE_URL: database(name, name, inputs) }),
    ...Object.fromEntries(variables),
    ...environment,
  };
}

function database(process: string, name: string, { servers, wiring }: EnvironmentInputs): string {
  return wiring.server(process, 'postgres', servers.servicesDatabase(name));
}

function queues(process: string, { servers, wiring }: EnvironmentInputs): string {
  return servers.redisUrl === undefined
    ? wiring.server(process, 'postgres', servers.servicesDatabase('queues'))
    : wiring.server(process, 'redis', servers.redisUrl);
}
