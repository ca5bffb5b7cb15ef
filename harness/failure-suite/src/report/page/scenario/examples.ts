import { type ScenarioResult, type SuiteReport } from '../../suite-report.ts';
import { operations } from '../../../scenario/readiness-box.ts';
import { type CompactRun } from '../data/compact-run.ts';
import { type Room } from '../data/room.ts';
import { anchor, html, type Html } from '../html.ts';
import { timeline, timelineTable } from './timeline.ts';

/** A timeline is worth reading for a fault, its effect, and how it healed. */
const tellingKinds = new Set(['fault', 'process', 'breaker', 'state']);

const kindsIn = ({ timeline: entries }: ScenarioResult): number =>
  new Set(entries.map(({ kind }) => kind).filter((kind) => tellingKinds.has(kind))).size;

/** The most telling one of the handwritten scenarios that held and tick a box of the operation. */
function exampleOf(operation: string, results: readonly ScenarioResult[]): ScenarioResult | undefined {
  const own = results.filter(
    ({ verdict, proves, group }) =>
      verdict === 'held' && group === 'by hand' && proves[0]?.startsWith(`${operation}.`),
  );
  return own.toSorted(
    (one, other) => kindsIn(other) - kindsIn(one) || one.timeline.length - other.timeline.length,
  )[0];
}

/** One scenario that held per operation, with its timeline, as far as the page has room. */
export function examples({ results }: SuiteReport, run: CompactRun, room: Room): Html | null {
  const chosen = operations.flatMap((operation) => {
    const result = exampleOf(operation, results);
    const row = result && run.rows.get(result.name);
    if (result === undefined || row === undefined || result.timeline.length === 0) return [];
    const drawn = room.replace(
      null,
      html`<template data-row="${row}">${timeline(result)}${timelineTable(result, false)}</template>`,
    );
    const link = html`${operation} (<a href="#${anchor(result.name)}">${result.name}</a>)`;
    return drawn === null ? [] : [{ drawn, link }];
  });
  if (chosen.length === 0) return null;
  return html`<p>
      With a timeline, one per operation:
      ${chosen.map(({ link }, index) => html`${index > 0 && ', '}${link}`)}. report.json has the others.
    </p>
    ${chosen.map(({ drawn }) => drawn)}`;
}
