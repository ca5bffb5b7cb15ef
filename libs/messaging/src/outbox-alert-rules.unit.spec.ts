import { describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import './outbox.metrics.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const { groups } = load(read('docs/alerts/messaging.rules.yml')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const outboxMetrics = metrics
  .getMetricsAsArray()
  .map(({ name }) => name)
  .filter((name) => name.startsWith('outbox_'));

describe('the alert rules of the outbox', () => {
  it('have a name of their own each', () => {
    expect(rules.length).toBeGreaterThan(3);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it.each(rules)('$alert asks for metrics that exist', ({ expr }) => {
    const named = expr.match(/\boutbox_\w+/g) ?? [];
    expect(named).not.toEqual([]);
    expect(outboxMetrics).toEqual(expect.arrayContaining(named));
  });

  it.each(rules)(
    '$alert says how urgent it is, and in sentences what users see',
    ({ labels, annotations }) => {
      expect(['page', 'ticket']).toContain(labels['severity']);
      expect(annotations['summary']).toMatch(/\w/);
      expect(annotations['description']).toMatch(/^[A-Z].*\.$/s);
      expect(annotations['description']).toMatch(/customers?/i);
    },
  );

  it.each(rules)('$alert leads to a place that is there, which says what to do', ({ alert, annotations }) => {
    const [page = '', anchor] = (annotations['runbook'] ?? '').split('#');
    expect(anchor).toBe(alert.toLowerCase());
    expect(read(page)).toContain(`\n### ${alert}\n`);
  });

  it.each(outboxMetrics)('%s stands on the page of the outbox', (name) => {
    expect(read('docs/operating-the-outbox.md')).toContain(`\`${name}\``);
  });
});
