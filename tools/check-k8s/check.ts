import { type Rule, type Subject } from './rule.ts';
import { availabilityRules } from './rules/availability.ts';
import { exposureRules } from './rules/exposure.ts';
import { lifecycleRules } from './rules/lifecycle.ts';
import { networkRules } from './rules/network.ts';
import { referenceRules } from './rules/references.ts';
import { releaseRules } from './rules/release.ts';
import { resourceRules } from './rules/resources.ts';
import { securityRules } from './rules/security.ts';
import { settingRules } from './rules/settings.ts';
import { shopRules } from './rules/shop.ts';
import { identityRules, shapeRules } from './rules/structure.ts';

export const rules: readonly Rule[] = [
  ...shapeRules,
  ...identityRules,
  ...securityRules,
  ...resourceRules,
  ...lifecycleRules,
  ...availabilityRules,
  ...referenceRules,
  ...exposureRules,
  ...settingRules,
  ...shopRules,
  ...networkRules,
  ...releaseRules,
];

export interface Finding {
  readonly rule: string;
  readonly object: string;
  readonly text: string;
}

const findingsOf = (some: readonly Rule[], subject: Subject): Finding[] =>
  some.flatMap(({ name, find }) => find(subject).map((problem) => ({ rule: name, ...problem })));

/**
 * All findings in a rendering, in the order of the rules, without duplicates. If objects violate the API's
 * schema, only that is reported, because the other rules rely on it.
 */
export function check(subject: Subject): readonly Finding[] {
  const shape = findingsOf(shapeRules, subject);
  const findings = shape.length > 0 ? shape : findingsOf(rules, subject);
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
