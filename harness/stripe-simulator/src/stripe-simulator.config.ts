import { createHash } from 'node:crypto';
import { externalSettings } from '@holdfast/service-defaults/setting-files';
import { z } from 'zod';
import { isEventName } from './webhooks/event-name.ts';

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });
const secretKey = z
  .string({ error: 'must be set' })
  .regex(/^(?!(sk|rk)_live_)/, 'is a live key: the simulator accepts test keys only');

const publishableKey = z
  .string()
  .regex(/^pk_test_\w+$/, 'must be a publishable test key: pk_test_ and letters or digits');

/** Public, and different for each secret key. */
function publishableKeyOf(secret: string): string {
  return `pk_test_${createHash('sha256').update(secret).digest('hex').slice(0, 24)}`;
}

const limitedObjects = ['payment_intent', 'refund', 'dispute'] as const;
const pageLimit = new RegExp(`^(${limitedObjects.join('|')})=([1-9]\\d?|100)$`);

/** `refund=2,dispute=1`: entries per page of a list at most. */
const pageLimits = z
  .string()
  .transform((text) => (text === '' ? [] : text.split(',')))
  .refine(
    (limits) => limits.every((limit) => pageLimit.test(limit)),
    `must be limits from 1 to 100, such as refund=2, for ${limitedObjects.join(', ')}, separated by commas`,
  )
  .transform((limits) => Object.fromEntries(limits.map((limit) => limit.split('=') as [string, string])))
  .transform((limits) => ({
    payment_intent: Number(limits['payment_intent'] ?? Infinity),
    refund: Number(limits['refund'] ?? Infinity),
    dispute: Number(limits['dispute'] ?? Infinity),
  }));

const milliseconds = z.coerce.number({ error: 'must be a number of milliseconds' }).int();
const dayMs = 86_400_000;

const settings = z.object({
  PORT: z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535),
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default(process.stdout.isTTY ? 'pretty' : 'json'),
  DATABASE_FILE: z.string({ error: 'must be set' }),
  STRIPE_SECRET_KEY: secretKey,
  /** For pages, by default derived from the secret key. */
  STRIPE_PUBLISHABLE_KEY: publishableKey.optional(),
  /** Where a customer's browser reaches the simulator; http://127.0.0.1 with its PORT by default. */
  PUBLIC_URL: httpUrl.transform((text) => text.replace(/\/+$/, '')).optional(),
  /**
   * Accepted host names besides localhost: its container's name, and that of the failure lab in front of it.
   */
  NAMES: z
    .string()
    .default('stripe-simulator,failure-lab')
    .transform((text) => text.split(',').map((name) => name.trim())),
  REFUND_SETTLES_AFTER_MS: milliseconds.min(0).max(dayMs).default(5_000),
  /** 4 days, as an ACH debit takes: https://docs.stripe.com/payments/ach-direct-debit */
  BANK_PAYMENT_SETTLES_AFTER_MS: milliseconds
    .min(0)
    .max(30 * dayMs)
    .default(4 * dayMs),
  /** By default, a page has as many entries as requested. A caller has to follow `has_more` either way. */
  PAGE_LIMITS: pageLimits.prefault(''),
  WEBHOOK_URL: httpUrl.optional(),
  STRIPE_WEBHOOK_SECRET: z.string().optional(),
  /** The types of events that are sent to WEBHOOK_URL; `*` for all. */
  WEBHOOK_EVENTS: z
    .string()
    .default('*')
    .transform((text) => text.split(',').map((name) => name.trim()))
    .refine((names) => names.every(isEventName), 'must be * or names of events, separated by commas'),
  /** 10 s: a webhook without a response by then is retried. Stripe does not publish its own limit. */
  WEBHOOK_TIMEOUT_MS: milliseconds.min(1).max(60_000).default(10_000),
  /** 1 s from the first failure to the second attempt. Stripe's own waits grow to hours. */
  WEBHOOK_RETRY_MS: milliseconds.min(1).max(8_000).default(1_000),
});

const schema = settings.transform((given, context) => {
  const { WEBHOOK_URL, STRIPE_WEBHOOK_SECRET, WEBHOOK_EVENTS, ...others } = given;
  const { WEBHOOK_TIMEOUT_MS: timeoutMs, WEBHOOK_RETRY_MS: firstRetryMs, ...own } = others;
  const STRIPE_PUBLISHABLE_KEY = given.STRIPE_PUBLISHABLE_KEY ?? publishableKeyOf(given.STRIPE_SECRET_KEY);
  const rest = { ...own, STRIPE_PUBLISHABLE_KEY };
  const deliveryTimes = { timeoutMs, firstRetryMs };
  if (WEBHOOK_URL === undefined) return { ...rest, deliveryTimes, webhook: undefined };
  if (STRIPE_WEBHOOK_SECRET !== undefined) {
    const webhook = { url: WEBHOOK_URL, secret: STRIPE_WEBHOOK_SECRET, events: WEBHOOK_EVENTS };
    return { ...rest, deliveryTimes, webhook };
  }
  const message = 'must be set when WEBHOOK_URL is';
  context.addIssue({ code: 'custom', path: ['STRIPE_WEBHOOK_SECRET'], message });
  return z.NEVER;
});

export type StripeSimulatorConfig = Readonly<z.output<typeof schema>>;

export class ConfigError extends Error {}

export function readConfig(environment: NodeJS.ProcessEnv): StripeSimulatorConfig {
  const { values, problems } = externalSettings(Object.keys(settings.shape), environment);
  const result = schema.safeParse(values);
  if (result.success && problems.length === 0) return Object.freeze(result.data);
  const wrong = [
    ...(result.error?.issues ?? [])
      .map((issue) => ({ name: issue.path.join('.'), message: `${issue.path.join('.')}: ${issue.message}` }))
      .filter(({ name }) => !problems.some((problem) => problem.name === name)),
    ...problems,
  ].map(({ message }) => `  ${message}`);
  throw new ConfigError(`stripe-simulator cannot start: invalid settings:\n${wrong.join('\n')}`);
}
