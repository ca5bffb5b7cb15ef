import { describe, expect, it } from '@jest/globals';
import { type Configuration, timedServices, usualConfiguration } from '@holdfast/witness';
import { stackEnvironment } from '../../run/stack-environment.ts';
import { configured } from './configured.ts';

/** The setting that a service runs with: its own, else that of all. */
function settingOf(configuration: Partial<Configuration>, service: string, name: string): string | undefined {
  const environment = stackEnvironment(configured({ ...usualConfiguration, ...configuration }).settings);
  return environment[service]?.[name] ?? environment['*']?.[name];
}

describe('configured', () => {
  it('is the usual stack with fast timings, unless the configuration says otherwise', () => {
    expect(configured(usualConfiguration)).toMatchObject({ livenessMs: 30_000 });
    expect(configured(usualConfiguration)).not.toHaveProperty('stack');
    expect(settingOf({}, 'checkout', 'KEY_LEASE_MS')).toBe('3000');
    expect(configured({ ...usualConfiguration, copies: 1, queues: 'postgres' }).stack).toEqual({
      copies: 1,
      queues: 'postgres',
    });
  });

  it('removes the fast timings of exactly the services with shipped ones', () => {
    const shipped = ['checkout'] as const;
    for (const name of ['KEY_LEASE_MS', 'RELAY_LEASE_MS', 'DATABASE_STATEMENT_TIMEOUT_MS'])
      expect(settingOf({ shipped }, 'checkout', name)).toBeUndefined();
    // Its lease must be longer than the calls of its service.
    expect(settingOf({ shipped }, 'checkout', 'RECONCILE_LEASE_MS')).toBeUndefined();
    expect(settingOf({ shipped }, 'payments', 'KEY_LEASE_MS')).toBe('5000');
    expect(settingOf({ shipped }, 'payments', 'RELAY_LEASE_MS')).toBe('3000');
    expect(settingOf({ shipped }, 'stripe-simulator', 'WEBHOOK_TIMEOUT_MS')).toBe('3000');
    expect(settingOf({ shipped: timedServices }, 'stripe-simulator', 'WEBHOOK_TIMEOUT_MS')).toBeUndefined();
  });

  it('keeps what the suite needs in every configuration', () => {
    const configuration = { shipped: timedServices };
    expect(settingOf(configuration, 'checkout', 'RECONCILE_INTERVAL_MS')).toBe('2000');
    expect(settingOf(configuration, 'checkout', 'LIMIT_DECLINES_PER_ADDRESS_HOUR')).toBe('1000000');
    expect(settingOf(configuration, 'payments', 'ACTION_TTL_MINUTES')).toBe('0.05');
  });

  it('sheds load by the shipped limit only if the configuration does', () => {
    for (const shipped of [[], ['checkout'], timedServices] as const) {
      expect(settingOf({ shipped }, 'checkout', 'MAX_EVENT_LOOP_DELAY_MS')).toBe('60000');
      expect(
        timedServices.map((service) =>
          settingOf({ shipped, isSheddingLoad: true }, service, 'MAX_EVENT_LOOP_DELAY_MS'),
        ),
      ).toEqual(timedServices.map(() => undefined));
    }
  });

  it('shortens the lists of the provider only if the configuration does', () => {
    for (const shipped of [[], timedServices]) {
      expect(settingOf({ shipped }, 'stripe-simulator', 'PAGE_LIMITS')).toBeUndefined();
      expect(settingOf({ shipped, hasShortPages: true }, 'stripe-simulator', 'PAGE_LIMITS')).toContain(
        'refund=5',
      );
    }
  });

  it('gives shipped timings more time, and reconciliation waits as long', () => {
    const { livenessMs, settings } = configured({ ...usualConfiguration, shipped: timedServices });
    expect(livenessMs).toBe(220_000);
    expect(settings['RECONCILE_MIN_AGE_MS']).toBe('220000');
    expect(Number(settings['RECONCILE_OVERLAP_MS'])).toBeGreaterThan(220_000);
  });
});
