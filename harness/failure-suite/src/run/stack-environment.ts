import { fastTimings } from '@holdfast/local-stack';
import { type Scenario } from '../scenario/scenario.ts';

/** The shop to which emails and banks lead. The stack has no storefront; no customer opens it. */
export const shopUrl = 'https://shop.example';

type Settings = NonNullable<Scenario['settings']>;
type Environment = Readonly<Record<string, string>>;

const isOfOne = (entry: [string, string | Environment]): entry is [string, Environment] =>
  typeof entry[1] !== 'string';
const isOfAll = (entry: [string, string | Environment]): entry is [string, string] =>
  typeof entry[1] === 'string';

/** An empty value removes the suite's own: the service runs with its default. */
const withoutEmpty = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));

/** The services run as if far away from their customers: what they say must not depend on the machine. */
const elsewhere: Environment = { TZ: 'Asia/Kathmandu', LANG: 'de_DE.UTF-8' };

const ofTheSuite: Readonly<Record<string, Environment>> = {
  ...fastTimings,
  '*': { ...fastTimings['*'], ...elsewhere },
  checkout: { ...fastTimings['checkout'], SHOP_URL: shopUrl },
  email: { ...fastTimings['email'], SHOP_URL: shopUrl },
};

/**
 * The suite's timings and address, overridden by a scenario's settings for all services, then by those for
 * one service.
 */
export function stackEnvironment(settings: Settings = {}): Readonly<Record<string, Environment>> {
  const ofAll = Object.fromEntries(Object.entries(settings).filter(isOfAll));
  const ofOne = Object.fromEntries(Object.entries(settings).filter(isOfOne));
  const names = new Set(['*', ...Object.keys(ofTheSuite), ...Object.keys(ofOne)]);
  return Object.fromEntries(
    [...names].map((name) => [name, withoutEmpty({ ...ofTheSuite[name], ...ofAll, ...ofOne[name] })]),
  );
}

/** The suite's timings by name: `QUEUE_RETRY_CAP_MS`, `checkout: KEY_LEASE_MS`. */
export const suiteTimings: Environment = Object.fromEntries(
  Object.entries(fastTimings).flatMap(([name, environment]) =>
    Object.entries(environment).map(([variable, value]) => [
      name === '*' ? variable : `${name}: ${variable}`,
      value,
    ]),
  ),
);
