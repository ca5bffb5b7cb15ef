import { describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import './message.metrics.ts';
import './queue.metrics.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const { groups } = load(read('docs/alerts/queues.rules.yml')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

const values = {
  state: ['waiting', 'delayed', 'active'],
  outcome: ['done', 'duplicate', 'retried', 'dead', 'expired'],
};

describe('the alert rules of the queues', () => {
  it('have a name of their own each', () => {
    expect(rules.length).toBeGreaterThan(4);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it.each(rules)('$alert asks for metrics and labels that exist', ({ expr }) => {
    const named = expr.match(/\bmessaging_\w+/g) ?? [];
    expect(named).not.toEqual([]);
    expect(metrics.getMetricsAsArray().map(({ name }) => name)).toEqual(expect.arrayContaining(named));
    for (const [label, known] of Object.entries(values)) {
      const asked = [...expr.matchAll(new RegExp(`${label}=~?"([^"]+)"`, 'g'))];
      expect(known).toEqual(expect.arrayContaining(asked.flatMap(([, value = '']) => value.split('|'))));
    }
  });

  it.each(rules)(
    '$alert says how urgent it is, what customers see, and where to read on',
    ({ alert, ...rule }) => {
      expect(['page', 'ticket']).toContain(rule.labels['severity']);
      expect(rule.annotations['summary']).toMatch(/\w/);
      expect(rule.annotations['description']).toMatch(/^[A-Z].*\.$/s);
      expect(rule.annotations['description']).toMatch(/customers?/i);
      expect(rule.annotations['runbook']).toBe(`docs/operating-messages.md#${alert.toLowerCase()}`);
      expect(read('docs/operating-messages.md')).toContain(`\n### ${alert}\n`);
    },
  );
});
