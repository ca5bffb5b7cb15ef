import { judge, now, responseLines, timelineOf } from '@holdfast/engine';
import { type ScenarioResult } from '../report/suite-report.ts';
import { struckCells } from '../report/struck-cells.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { type Evidence, type Findings } from '@holdfast/witness';
import { isOfTheSuite } from '../system/customers.ts';
import { type LiveSystem } from '../system/live-system.ts';

export interface Outcome {
  readonly scenario: Scenario;
  readonly system: LiveSystem;
  readonly portBase: number;
  readonly evidence: Evidence;
  readonly findings: Findings;
}

export function resultOf(outcome: Outcome): ScenarioResult {
  const { scenario, system, portBase, evidence, findings } = outcome;
  const { verdict, reasons } = judge(findings);
  const { group = 'by hand', operation, point, seed } = scenario;
  const isWhole = verdict !== 'held' || group === 'by hand';
  return {
    name: scenario.name,
    group,
    portBase,
    ...(operation === undefined ? {} : { operation }),
    ...(point === undefined ? {} : { point }),
    ...(seed === undefined ? {} : { seed }),
    broken: scenario.broken,
    customerSees: scenario.customerSees,
    customerSaw: responseLines(system.responses.filter((response) => !isOfTheSuite(response))),
    cell: scenario.cell,
    struck: struckCells(evidence),
    proves: scenario.proves,
    fallacies: scenario.fallacies ?? [],
    verdict,
    reasons,
    startedAt: evidence.startedAt,
    healedAt: evidence.healedAt,
    quietAt: evidence.quietAt ?? evidence.ledgers.readAt,
    endedAt: now(),
    invariants: findings.invariants,
    timeline: timelineOf(system.timeline.entries, evidence.events, isWhole),
    saw: [...system.seen],
    ...(system.historyIsSampled === undefined ? {} : { historyIsSampled: system.historyIsSampled }),
    ...(verdict === 'held' ? {} : { ledgers: evidence.ledgers, events: evidence.events }),
  };
}
