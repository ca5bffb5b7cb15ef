import { postgresUrl, queueUrl, readConfig, serviceSettings } from '@holdfast/service-defaults';
import { z } from 'zod';

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

const mailboxPattern =
  /^(?:(?<name>[^<>\p{Cc}]*)<(?<inBrackets>[^\s<>@]+@[^\s<>@]+)>|(?<bare>[^\s<>@]+@[^\s<>@]+))$/u;

const mailbox = z.string().transform((text, context): Mailbox => {
  const parts = mailboxPattern.exec(text.trim())?.groups;
  const address = parts?.['inBrackets'] ?? parts?.['bare'];
  if (address !== undefined) return { name: parts?.['name']?.trim() ?? '', address };
  context.addIssue({ code: 'custom', message: 'must be "name <address>" or an address' });
  return z.NEVER;
});

const settings = z.object({
  ...serviceSettings,
  DATABASE_URL: postgresUrl,
  QUEUE_URL: queueUrl,
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// address' }),
  MAIL_FROM: mailbox,
  MAIL_WHEN_UNCERTAIN: z.enum(['resend', 'hold']).default('resend'),
});

export type EmailConfig = Readonly<z.output<typeof settings>>;

export function readEmailConfig(environment: NodeJS.ProcessEnv): EmailConfig {
  return readConfig('email', settings, environment);
}
