import path from 'node:path';
import { portPlan } from './ports.ts';
import { type StackSecrets } from './secrets.ts';
import { type Servers } from './servers.ts';
import { type StackSettings } from './settings.ts';

export type Environment = Readonly<Record<string, string>>;

export interface Surroundings {
  readonly settings: StackSettings;
  readonly secrets: StackSecrets;
  readonly servers: Servers;
}

export const loopbackUrl = (port: number): string => `http://127.0.0.1:${port}`;

/** What a user may set for all services: more patience for a slow machine, and how often ledgers are compared. */
const inheritedNames = [
  'PATH',
  'HOME',
  'TZ',
  'LANG',
  'MAX_EVENT_LOOP_DELAY_MS',
  'RECONCILE_INTERVAL_MS',
  'RECONCILE_UNDER_WAY_MS',
];

/**
 * What each program gets of the world around it. Nothing else is inherited, least of all NODE_OPTIONS. There is no
 * NODE_COMPILE_CACHE: it saves a start 0.1 s of CPU, and filling it made the first one 6 s longer (measured, 4 writers).
 */
export function commonEnvironment({ settings }: Pick<Surroundings, 'settings'>): Environment {
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

/** The environment of each service beyond the common one, by the service's name. */
export function serviceEnvironments({
  settings,
  secrets,
  servers,
}: Surroundings): Readonly<Record<ServiceName, Environment>> {
  const ports = portPlan(settings.portBase);
  const { stripeSecretKey, stripeWebhookSecret, checkoutKey, operatorKey, opsKey } = secrets;
  const queues = { QUEUE_URL: servers.redisUrl ?? servers.database('queues') };
  const operator = `operator:${operatorKey}`;
  const ops = `ops:${opsKey}`;
  const callers = `checkout:${checkoutKey},${operator}`;
  const stripe = { STRIPE_SECRET_KEY: stripeSecretKey, STRIPE_WEBHOOK_SECRET: stripeWebhookSecret };
  return {
    checkout: {
      DATABASE_URL: servers.database('checkout'),
      ...queues,
      ...(servers.redisUrl === undefined ? {} : { CACHE_URL: servers.redisUrl }),
      API_KEYS: `${operator},${ops}`,
      PAYMENTS_URL: loopbackUrl(ports.payments),
      PAYMENTS_API_KEY: checkoutKey,
      RECOMMENDATIONS_URL: loopbackUrl(ports.recommendations),
      RECOMMENDATIONS_API_KEY: checkoutKey,
    },
    payments: {
      DATABASE_URL: servers.database('payments'),
      ...queues,
      ...stripe,
      API_KEYS: callers,
      STRIPE_API_URL: loopbackUrl(ports.stripeSimulator),
    },
    email: {
      DATABASE_URL: servers.database('email'),
      ...queues,
      API_KEYS: `${operator},${ops}`,
      SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
      MAIL_FROM: 'Holdfast <orders@holdfast.example>',
    },
    recommendations: {
      DATABASE_URL: servers.database('recommendations'),
      ...queues,
      API_KEYS: `${callers},${ops}`,
    },
    'stripe-simulator': {
      ...stripe,
      DATABASE_FILE: path.join(settings.dataDir, 'stripe-simulator/ledger.sqlite'),
      WEBHOOK_URL: `${loopbackUrl(ports.payments)}/webhooks/stripe`,
    },
  };
}

export type ServiceName = 'checkout' | 'payments' | 'email' | 'recommendations' | 'stripe-simulator';
