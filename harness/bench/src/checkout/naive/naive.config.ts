import { httpUrl, postgresUrl, readConfig, serviceSettings } from '@holdfast/service-defaults';
import { z } from 'zod';

const stores = { DATABASE_URL: postgresUrl, QUEUE_URL: z.url() };

/** The settings of each service, a part of the environment that Holdfast's service of this name gets. */
const settings = {
  checkout: z.object({
    ...serviceSettings,
    ...stores,
    PAYMENTS_URL: httpUrl,
    PAYMENTS_API_KEY: z.string().min(1),
  }),
  payments: z.object({
    ...serviceSettings,
    DATABASE_URL: postgresUrl,
    STRIPE_API_URL: httpUrl,
    STRIPE_SECRET_KEY: z.string().min(1),
    STRIPE_WEBHOOK_SECRET: z.string().min(1),
  }),
  email: z.object({
    ...serviceSettings,
    QUEUE_URL: z.url(),
    SMTP_URL: z.url(),
    EMAIL_FROM: z.string().min(1),
  }),
  recommendations: z.object({ ...serviceSettings, ...stores }),
};

type Settings = typeof settings;

/** @throws ConfigError naming each setting and its problem */
export function readNaiveConfig<Name extends keyof Settings>(name: Name): Readonly<z.output<Settings[Name]>> {
  return readConfig<Settings[Name]>(name, settings[name], process.env);
}
