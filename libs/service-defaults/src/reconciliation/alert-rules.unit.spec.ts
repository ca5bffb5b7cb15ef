import { describe, expect, it } from '@jest/globals';
import { metrics } from '../metrics.ts';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import './metrics.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const { groups } = load(read('docs/alerts/reconciliation.rules.yml')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

const states = ['repaired', 'not_repaired'];

/** The anchors that a Markdown page has on GitHub. */
const anchorsIn = (page: string): string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

describe('the alert rules of the reconciliation', () => {
  it('have a name of their own each', () => {
    expect(rules.length).toBeGreaterThan(4);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it.each(rules)('$alert asks for metrics and labels that exist', ({ expr }) => {
    const named = expr.match(/\breconciliation_\w+/g) ?? [];
    expect(named).not.toEqual([]);
    const known = metrics.getMetricsAsArray().map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining(named));
    const labelled = (label: string): string[] =>
      [...expr.matchAll(new RegExp(`${label}=~?"([^"]+)"`, 'g'))].flatMap(([, value = '']) =>
        value.split('|'),
      );
    expect(states).toEqual(expect.arrayContaining(labelled('state')));
  });

  it.each(rules)('$alert says how urgent it is, and in sentences what users see', (rule) => {
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
