import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { consumers, migratedServices } from '@holdfast/local-stack';
import { rulesIn } from '@holdfast/testing/alert-rules';

const root = path.resolve(import.meta.dirname, '..');
const rules = globSync('docs/alerts/*.rules.yml', { cwd: root }).flatMap(rulesIn);
const exprOf = (alert: string): string => rules.find((rule) => rule.alert === alert)?.expr ?? '';

const codeOf = (service: string): string =>
  globSync(`apps/${service}/src/**/*.ts`, { cwd: root })
    .filter((file) => !file.endsWith('spec.ts'))
    .map((file) => readFileSync(path.join(root, file), 'utf8'))
    .join('\n');
const servicesWith = (code: RegExp): readonly string[] =>
  migratedServices.filter((service) => code.test(codeOf(service)));

/** The processes without which a gauge is missing, as its label names them. */
const expected = {
  idempotency_unfinished_keys: ['service', servicesWith(/IdempotencyModule\.forRoot\(/)],
  outbox_measured_timestamp_seconds: ['service', servicesWith(/\boutbox: \{/)],
  messaging_queue_reachable: ['queue', consumers],
  reconciliation_seconds_since_complete: ['service', servicesWith(/ extends Reconciler\b/)],
  resilience_breaker_state: ['service', servicesWith(/\bresilience\.dependency\(/)],
} as const;

const absences = rules.flatMap(({ expr }) =>
  [...expr.matchAll(/\babsent\((\w+)(?:\{(\w+)="(\w+)"\})?\)/g)].map(([, metric = '', label, value]) => ({
    metric,
    label,
    value,
  })),
);

describe('an alert about missing metrics', () => {
  it.each(Object.entries(expected))('names every service that has %s', (metric, [label, names]) => {
    const named = absences.filter((absence) => absence.metric === metric);
    expect(named.length).toBeGreaterThan(1);
    expect(new Set(named.map((absence) => `${absence.label} ${absence.value}`))).toEqual(
      new Set(names.map((name) => `${label} ${name}`)),
    );
  });

  it('is about no other metrics', () => {
    const all = rules.flatMap(({ expr }) => expr.match(/\babsent\w*\(/g) ?? []);
    expect(all).toHaveLength(absences.length);
    expect([...new Set(absences.map(({ metric }) => metric))].sort()).toEqual(Object.keys(expected).sort());
  });
});

describe('QueueGrows', () => {
  it('shows its growth: `and` keeps the value of its left side', () => {
    const [left = ''] = exprOf('QueueGrows').split(/\band\b/);
    expect(left).toMatch(/ - .+ offset 15m\) > 100/s);
  });
});

describe('ReconciliationCustomerCharged', () => {
  it('pages about a second charge, and not about a refund that was made twice', () => {
    const [, kinds = ''] = /kind=~"([^"]+)"/.exec(exprOf('ReconciliationCustomerCharged')) ?? [];
    expect(kinds.split('|')).toContain('payment_charged_twice');
    expect(kinds).not.toContain('refund_made_twice');
    expect(exprOf('ReconciliationDifferences')).not.toContain('kind=');
  });
});
