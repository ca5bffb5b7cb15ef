import { orderTokenSecrets } from '@holdfast/contracts';
import { consumerTimings } from '@holdfast/messaging';
import { breakerTimings, opensForTooLong, staysWithinCap } from '@holdfast/resilience';
import {
  areValid,
  databaseSettings,
  extraKeysAreStrong,
  extraKeysTooWeak,
  httpUrl,
  postgresUrl,
  queueUrl,
  readConfig,
  serviceSettings,
  timings,
} from '@holdfast/service-defaults';
import { z } from 'zod';
import { type EmailTimes, emailTimes } from './email-times.ts';

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

const mailboxPattern =
  /^(?:(?<name>[^<>\p{Cc}]*)<(?<inBrackets>[^\s<>@]+@[^\s<>@]+)>|(?<bare>[^\s<>@]+@[^\s<>@]+))$/u;

const unquoted = (name: string): string => /^"(.*)"$/.exec(name)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? name;

const mailbox = z.string().transform((text, context): Mailbox => {
  const parts = mailboxPattern.exec(text.trim())?.groups;
  const address = parts?.['inBrackets'] ?? parts?.['bare'];
  if (address !== undefined) return { name: unquoted(parts?.['name']?.trim() ?? ''), address };
  context.addIssue({ code: 'custom', message: 'must be "name <address>" or an address' });
  return z.NEVER;
});

const ms = z.coerce.number().int().min(10);

export const emailSettings = z
  .object({
    ...serviceSettings,
    DATABASE_URL: postgresUrl,
    QUEUE_URL: queueUrl,
    SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// address' }),
    EMAIL_FROM: mailbox,
    /** The shop that emails link to. Without it, emails have no links. */
    SHOP_URL: httpUrl.optional(),
    /** The secrets of order tokens, the same as checkout's. */
    ORDER_TOKEN_SECRETS: orderTokenSecrets.optional(),
    EMAIL_WHEN_UNCERTAIN: z.enum(['resend', 'hold']).default('resend'),
    ...timings({
      EMAIL_POLL_MS: ms.max(60_000).default(emailTimes.pollMs),
      EMAIL_LEASE_MS: ms.max(600_000).default(emailTimes.leaseMs),
      EMAIL_RETRY_CAP_MS: ms.max(600_000).default(emailTimes.awayCapMs),
      EMAIL_DEFERRED_MS: ms.max(600_000).default(emailTimes.deferredMs),
      EMAIL_DEFERRED_CAP_MS: ms.max(3_600_000).default(emailTimes.deferredCapMs),
      /** Two attempts fit into the breaker's window of 30 s. */
      SMTP_ATTEMPT_TIMEOUT_MS: ms.max(15_000).default(emailTimes.attemptMs),
      SMTP_SILENCE_TIMEOUT_MS: ms.max(15_000).default(emailTimes.silenceMs),
    }),
    ...databaseSettings,
    ...consumerTimings,
    ...breakerTimings,
  })
  .refine(extraKeysAreStrong, extraKeysTooWeak)
  .refine((c) => c.EMAIL_LEASE_MS >= 2 * c.SMTP_ATTEMPT_TIMEOUT_MS, {
    path: ['EMAIL_LEASE_MS'],
    error: 'must be at least twice SMTP_ATTEMPT_TIMEOUT_MS, or two attempts to send an email may overlap',
    when: areValid('EMAIL_LEASE_MS', 'SMTP_ATTEMPT_TIMEOUT_MS'),
  })
  .refine((c) => c.SHOP_URL === undefined || c.ORDER_TOKEN_SECRETS !== undefined, {
    path: ['ORDER_TOKEN_SECRETS'],
    error: 'is required if SHOP_URL is set, or links could not open their order',
    when: areValid('SHOP_URL', 'ORDER_TOKEN_SECRETS'),
  })
  .refine((c) => c.EMAIL_DEFERRED_MS <= c.EMAIL_DEFERRED_CAP_MS, {
    path: ['EMAIL_DEFERRED_MS'],
    error: 'must not be more than EMAIL_DEFERRED_CAP_MS',
    when: areValid('EMAIL_DEFERRED_MS', 'EMAIL_DEFERRED_CAP_MS'),
  })
  .refine(staysWithinCap, opensForTooLong);

export type EmailConfig = Readonly<z.output<typeof emailSettings>>;

export function emailTimesOf(config: EmailConfig): EmailTimes {
  return {
    pollMs: config.EMAIL_POLL_MS,
    leaseMs: config.EMAIL_LEASE_MS,
    awayCapMs: config.EMAIL_RETRY_CAP_MS,
    deferredMs: config.EMAIL_DEFERRED_MS,
    deferredCapMs: config.EMAIL_DEFERRED_CAP_MS,
    attemptMs: config.SMTP_ATTEMPT_TIMEOUT_MS,
    silenceMs: config.SMTP_SILENCE_TIMEOUT_MS,
  };
}

export function readEmailConfig(environment: NodeJS.ProcessEnv): EmailConfig {
  return readConfig('email', emailSettings, environment);
}
