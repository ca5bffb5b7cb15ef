import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

/** A rule of Prometheus, as far as specs look at it. */
interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What the rules of one file are held against. */
export interface AlertRulesExpectation {
  /** How many there are at least: that none is read is an error, and not a pass. */
  readonly fewest: number;
  /** All metrics that are registered. */
  readonly registry: { getMetricsAsArray(): readonly { readonly name: string }[] };
  /** How the names of metrics begin that the rules ask for. */
  readonly prefixes: readonly string[];
  /** The values that labels can have. A rule that asks for another one, or for another label, never fires. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** The page that says under each alert's name what to do. A path in this repository. */
  readonly runbook: string;
}

/** A text of this repository. */
export const pageText = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/**
 * Specs of the rules in a file of this repository: they ask for what exists, say in sentences what customers see, and lead to where it is
 * written what to do.
 */
export function describeAlertRules(name: string, file: string, expected: AlertRulesExpectation): void {
  const { fewest, registry, prefixes, values, runbook } = expected;
  const rules = rulesIn(file);

  describe(name, () => {
    it('have a name of their own each', () => {
      expect(rules.length).toBeGreaterThanOrEqual(fewest);
      expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    });

    it.each(rules)('$alert asks for metrics that exist', ({ expr }) => {
      const named = expr.match(new RegExp(`\\b(?:${prefixes.join('|')})_\\w+`, 'g')) ?? [];
      expect(named).not.toEqual([]);
      expect(registry.getMetricsAsArray().map((metric) => metric.name)).toEqual(
        expect.arrayContaining(named),
      );
    });

    it.each(rules)('$alert asks for values that labels can have', ({ expr }) => {
      for (const [, label = '', wanted = ''] of expr.matchAll(/(\w+)(?:=~?|!=|!~)"([^"]+)"/g))
        expect({ [label]: values[label] }).toEqual({ [label]: expect.arrayContaining(wanted.split('|')) });
    });

    it.each(rules)('$alert says how urgent it is, and in sentences what customers see', (rule) => {
      expect(['page', 'ticket']).toContain(rule.labels['severity']);
      expect(rule.annotations['summary']).toMatch(/\w/);
      expect(rule.annotations['description']).toMatch(/^[A-Z].*\.$/s);
      expect(rule.annotations['description']).toMatch(/customers?/i);
    });

    it.each(rules)('$alert leads to a place that is there, which says what to do', (rule) => {
      expect(rule.annotations['runbook']).toBe(`${runbook}#${rule.alert.toLowerCase()}`);
      expect(pageText(runbook)).toContain(`\n### ${rule.alert}\n`);
    });
  });
}

function rulesIn(file: string): AlertRule[] {
  const { groups } = load(pageText(file)) as {
    readonly groups: readonly { readonly rules: readonly AlertRule[] }[];
  };
  return groups.flatMap((group) => group.rules);
}
