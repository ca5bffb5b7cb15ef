import { consumers, migratedServices } from '@holdfast/local-stack';

/** Registered, even if nothing has set it yet. */
const registered = (gauge: string): RegExp => new RegExp(`^# TYPE ${gauge} gauge$`, 'm');
const inState = (gauge: string, state: string): RegExp =>
  new RegExp(`^${gauge}\\{[^}]*state="${state}"[^}]*\\} \\d`, 'm');

type Required = readonly (readonly [gauge: string, pattern: RegExp])[];

const named = (...gauges: readonly string[]): Required =>
  gauges.map((gauge) => [gauge, registered(gauge)] as const);
const withStates = (gauge: string, ...states: readonly string[]): Required =>
  states.map((state) => [gauge, inState(gauge, state)] as const);

const ofAll: Required = [
  ...withStates('http_server_connections', 'open', 'counted'),
  ...withStates('postgres_pool_connections', 'in_use', 'waiting'),
  ...named('resilience_bulkhead_in_use', 'resilience_cache_writes_in_progress'),
];
const ofConsumers = named('messaging_dead_letters');
const ofKeys = named('idempotency_process_requests', 'outbox_dead_rows');
const ofOne: Readonly<Record<string, Required>> = {
  checkout: [...ofKeys, ...named('checkout_payments_refused')],
  payments: [...ofKeys, ...named('payments_refused_by_provider', 'payments_disputes_open')],
};

/**
 * The gauges that a page of `/metrics` of this process lacks: under another name, nothing would ever be held.
 * Nothing is known of the gauges of other shops' services.
 */
export function missingGauges(process: string, page: string): string[] {
  const service = process.replace(/-\d+$/, '');
  const isOne = (names: readonly string[]): boolean => names.includes(service);
  const required = [
    ...(isOne(migratedServices) ? ofAll : []),
    ...(isOne(consumers) ? ofConsumers : []),
    ...(ofOne[service] ?? []),
  ];
  return required.filter(([, pattern]) => !pattern.test(page)).map(([gauge]) => gauge);
}
