import { type LabEvent } from '@holdfast/lab-api';
import { type ScenarioResult, type TimelineEntry } from '../report/suite-report.ts';
import { struckCells } from '../report/struck-cells.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { type CustomerResponse, type Evidence, type Findings, judge, now } from '@holdfast/witness';
import { isOfTheSuite } from '../system/customers.ts';
import { type LiveSystem } from '../system/live-system.ts';

export interface Outcome {
  readonly scenario: Scenario;
  readonly system: LiveSystem;
  readonly evidence: Evidence;
  readonly findings: Findings;
}

/** More than the page shows. */
const mostMessages = 400;
const maxResponses = 40;

const sawOf = ({ method, path, status, failure, startedAt, endedAt }: CustomerResponse): string =>
  `${method} ${path} → ${failure ?? status} after ${Math.round(endedAt - startedAt)} ms`;

function entryOf(event: LabEvent): TimelineEntry | undefined {
  switch (event.type) {
    case 'message': {
      const { at, edge, direction, label } = event.message;
      return { at, lane: edge, kind: 'message', text: `${direction === 'request' ? '→' : '←'} ${label}` };
    }
    case 'struck': {
      const { action, message, edge } = event.strike;
      return {
        at: event.at,
        lane: message?.edge ?? edge,
        kind: 'fault',
        text: `${action.kind}: ${message?.label ?? ''}`,
      };
    }
    case 'released':
      return { at: event.at, lane: 'lab', kind: 'fault', text: `released: ${event.how}` };
    case 'fault_set':
      return { at: event.at, lane: event.fault.edge, kind: 'fault', text: `set: ${event.fault.kind}` };
    case 'fault_cleared':
      return {
        at: event.at,
        lane: event.fault.edge,
        kind: 'fault',
        text: `cleared: ${event.fault.kind}, struck ${event.fault.struck} times`,
      };
    default:
      return undefined;
  }
}

/** All entries in order of time. Messages, which are the bulk, only where they will be read. */
function timelineOf({ system, evidence }: Outcome, isWhole: boolean): TimelineEntry[] {
  const events = evidence.events.filter(
    (event) => event.type !== 'message' || (isWhole && !event.message.isBackground),
  );
  const messages = events.filter(({ type }) => type === 'message').slice(0, mostMessages);
  const shown = [...messages, ...events.filter(({ type }) => type !== 'message')].map(entryOf);
  return [...system.timeline.entries, ...shown.filter((entry) => entry !== undefined)].toSorted(
    (one, other) => one.at - other.at,
  );
}

export function resultOf(outcome: Outcome): ScenarioResult {
  const { scenario, system, evidence, findings } = outcome;
  const { verdict, reasons } = judge(findings);
  const { group = 'by hand', operation, point, seed } = scenario;
  const isWhole = verdict !== 'held' || group === 'by hand';
  const saw = system.responses.filter((response) => !isOfTheSuite(response)).map(sawOf);
  return {
    name: scenario.name,
    group,
    ...(operation === undefined ? {} : { operation }),
    ...(point === undefined ? {} : { point }),
    ...(seed === undefined ? {} : { seed }),
    broken: scenario.broken,
    customerSees: scenario.customerSees,
    customerSaw:
      saw.length > maxResponses
        ? [...saw.slice(0, maxResponses), `and ${saw.length - maxResponses} more`]
        : saw,
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
    timeline: timelineOf(outcome, isWhole),
    saw: [...system.seen],
    ...(system.historyIsSampled === undefined ? {} : { historyIsSampled: system.historyIsSampled }),
    ...(verdict === 'held' ? {} : { ledgers: evidence.ledgers, events: evidence.events }),
  };
}
