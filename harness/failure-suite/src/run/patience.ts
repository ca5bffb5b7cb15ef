import { migratedServices } from '@holdfast/local-stack';
import { type Scenario } from '../scenario/scenario.ts';
import { stackEnvironment } from './stack-environment.ts';

/** Routes with the setting that limits one call on them, and the default of that setting. */
const limits = [
  ['checkout->payments', 'PAYMENTS_ATTEMPT_TIMEOUT_MS', 4_000],
  ['payments->stripe', 'STRIPE_TIMEOUT_MS', 3_000],
  ['checkout->recommendations', 'RECOMMENDATIONS_TIMEOUT_MS', 500],
  ['email->mail', 'SMTP_ATTEMPT_TIMEOUT_MS', 12_000],
] as const;
/** One second more than the server's own limit, which does not help if the server is silent. */
const beyondStatementMs = 1_000;
const defaultStatementMs = 5_000;

/**
 * How long each caller waits for one response, ms, with these settings. Without Redis, queues are in Postgres
 * and wait much longer for it, so that such waits cannot be judged.
 */
export function patienceOf(
  settings: Scenario['settings'],
  hasRedis = true,
): Readonly<Record<string, number>> {
  const environment = stackEnvironment(settings);
  const numberOf = (service: string, setting: string, byDefault: number): number =>
    Number(environment[service]?.[setting] ?? environment['*']?.[setting] ?? byDefault);
  return Object.fromEntries([
    ...limits.map(([route, setting, byDefault]) => [
      route,
      numberOf(route.split('->')[0] ?? '', setting, byDefault),
    ]),
    ...(hasRedis ? migratedServices : []).map((service) => [
      `${service}->postgres`,
      numberOf(service, 'DATABASE_STATEMENT_TIMEOUT_MS', defaultStatementMs) + beyondStatementMs,
    ]),
  ]) as Record<string, number>;
}
