import { z } from 'zod';

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// address' });
const process = z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'must be a process name, as checkout-2' });

/** The system around the lab, as the lab itself reaches it: without passing its own edges. */
export const observeSchema = z.strictObject({
  target: z.enum(['processes', 'containers']),
  /** Instances of each service. */
  copies: z.int().min(1).default(1),
  portBase: z.int().min(1).max(65_535),
  /** The commit of the running code, if it is known. */
  commit: z.string().nullable().default(null),
  /** Base URL of each instance with `/health/ready`, `/metrics` and `GET /resilience`. */
  services: z.record(process, httpUrl),
  /** Services that are not Holdfast's own, which may have no breakers. */
  extraServices: z.array(process).default([]),
  /** Null without the shop. */
  shopUrl: httpUrl.nullable(),
  /** Null with Stripe itself. */
  simulatorUrl: httpUrl.nullable(),
  inboxUrl: httpUrl,
  /** Null if queues are on Postgres. */
  redisUrl: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// address' }).nullable(),
  /** For the user `observer`, who only reads; its path is replaced by the name of a database. */
  postgresUrl: z.url({ protocol: /^postgres(?:ql)?$/, error: 'must be a postgres:// address' }),
  operatorKey: z.string().min(1),
  stripeSecretKey: z.string().min(1),
  /** The same programs as a browser on this machine reaches them. Default: the addresses above. */
  links: z
    .strictObject({
      shop: httpUrl.optional(),
      simulator: httpUrl.optional(),
      inbox: httpUrl.optional(),
      lab: httpUrl.optional(),
    })
    .default({}),
});

export type ObserveConfig = Readonly<z.infer<typeof observeSchema>>;

const linkSettings = { shop: 'SHOP_URL', simulator: 'SIMULATOR_URL', inbox: 'INBOX_URL', lab: 'LAB_URL' };

/**
 * Adds the settings that a file of secrets does not hold: how a browser reaches the programs, and COPIES. An
 * empty SIMULATOR_URL means that payments go to Stripe itself.
 */
export function withAddresses(file: object, environment: NodeJS.ProcessEnv): object {
  const links = Object.entries(linkSettings)
    .map(([link, setting]) => [link, environment[setting]] as const)
    .filter(([, url]) => url !== undefined && url !== '');
  const { COPIES: copies = '' } = environment;
  return {
    ...file,
    ...(environment['SIMULATOR_URL'] === '' ? { simulatorUrl: null } : {}),
    ...(copies === '' ? {} : { copies: Number(copies) }),
    links: Object.fromEntries(links),
  };
}
