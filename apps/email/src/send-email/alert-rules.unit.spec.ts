import { emailKindSchema } from '@holdfast/contracts';
import { describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import './email.metrics.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const { groups } = load(read('docs/alerts/email.rules.yml')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

/** The values that the labels of our metrics can have. */
const values: Readonly<Record<string, readonly string[]>> = {
  state: ['queued', 'sending', 'held'],
  ending: ['refused', 'put_off', 'rejects_us', 'unreachable', 'uncertain'],
  kind: emailKindSchema.options,
};

const anchorsIn = (page: string): string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase());

describe('the alert rules of mails', () => {
  it('have a name of their own each', () => {
    expect(rules.length).toBeGreaterThan(3);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it.each(rules)('$alert asks for metrics and label values that exist', ({ expr }) => {
    const named = expr.match(/\bemail_\w+/g) ?? [];
    expect(named).not.toEqual([]);
    expect(metrics.getMetricsAsArray().map(({ name }) => name)).toEqual(expect.arrayContaining(named));
    for (const [, label = '', wanted = ''] of expr.matchAll(/(\w+)=~?"([^"]+)"/g))
      expect(values[label]).toEqual(expect.arrayContaining(wanted.split('|')));
  });

  it.each(rules)('$alert says how urgent it is, and in sentences what customers see', (rule) => {
    expect(['page', 'ticket']).toContain(rule.labels['severity']);
    expect(rule.annotations['summary']).toMatch(/\w/);
    expect(rule.annotations['description']).toMatch(/^[A-Z].*\.$/s);
    expect(rule.annotations['description']).toMatch(/customers?/i);
  });

  it.each(rules)('$alert leads to a place that is there, which says what to do', (rule) => {
    const [page = '', anchor] = (rule.annotations['runbook'] ?? '').split('#');
    expect(anchor).toBe(rule.alert.toLowerCase());
    expect(anchorsIn(read(page))).toContain(anchor);
  });
});
