import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

/** The parts of a Prometheus rule that specs check. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The facts that the rules of one file must match. */
export interface AlertRulesExpectation {
  /** The least number of rules: reading none must fail. */
  readonly fewest: number;
  /** All registered metrics. */
  readonly registry: { getMetricsAsArray(): readonly { readonly name: string }[] };
  /** The prefixes of the metric names that rules use. */
  readonly prefixes: readonly string[];
  /** The possible label values. A rule for another label or value never fires. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** The runbook page, with a section for each alert: a path in this repository. */
  readonly runbook: string;
}

/** Reads a text file of this repository. */
export const pageText = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/**
 * Declares specs for the rules in a file of this repository: they query existing metrics, say in sentences
 * what customers see, and link to a runbook section.
 */
export function describeAlertRules(name: string, file: string, expected: AlertRulesExpectation): void {
  const { fewest, registry, prefixes, values, runbook } = expected;
  const rules = rulesIn(file);

  describe(name, () => {
    it('have unique names', () => {
      expect(rules.length).toBeGreaterThanOrEqual(fewest);
      expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    });

    it.each(rules)('$alert queries metrics that exist', ({ expr }) => {
      const named = expr.match(new RegExp(`\\b(?:${prefixes.join('|')})_\\w+`, 'g')) ?? [];
      expect(named).not.toEqual([]);
      const known = registry.getMetricsAsArray().map((metric) => metric.name);
      const series = known.flatMap((metric) => [metric, ...seriesOfHistogram(metric)]);
      expect(series).toEqual(expect.arrayContaining(named));
    });

    it.each(rules)('$alert queries label values that can occur', ({ expr }) => {
      for (const [, label = '', wanted = ''] of withoutAbsences(expr).matchAll(
        /(\w+)(?:=~?|!=|!~)"([^"]+)"/g,
      ))
        expect({ [label]: values[label] }).toEqual({ [label]: expect.arrayContaining(wanted.split('|')) });
    });

    it.each(rules)('$alert has a severity, and says in sentences what customers see', (rule) => {
      expect(['page', 'ticket']).toContain(rule.labels['severity']);
      expect(rule.annotations['summary']).toMatch(/\w/);
      expect(rule.annotations['description']).toMatch(/^[A-Z].*\.$/s);
      expect(rule.annotations['description']).toMatch(/customers?/i);
    });

    it.each(rules)('$alert links to an existing runbook section', (rule) => {
      expect(rule.annotations['runbook']).toBe(`${runbook}#${rule.alert.toLowerCase()}`);
      expect(pageText(runbook)).toContain(`\n### ${rule.alert}\n`);
    });
  });
}

/** A spec in tools/ checks the services and queues that `absent()` names. */
const withoutAbsences = (expr: string): string => expr.replaceAll(/\babsent\([^)]*\)/g, '');

const seriesOfHistogram = (name: string): string[] =>
  ['bucket', 'sum', 'count'].map((suffix) => `${name}_${suffix}`);

/** The rules in a file of this repository. */
export function rulesIn(file: string): AlertRule[] {
  const { groups } = load(pageText(file)) as {
    readonly groups: readonly { readonly rules: readonly AlertRule[] }[];
  };
  return groups.flatMap((group) => group.rules);
}
