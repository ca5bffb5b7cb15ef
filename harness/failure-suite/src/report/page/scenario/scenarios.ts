import { type ScenarioResult, type SuiteReport } from '../../suite-report.ts';
import { countsOf } from '@holdfast/engine';
import { type CompactRun } from '../data/compact-run.ts';
import { html, type Html } from '../html.ts';

const filter = html`<form class="filter" role="search" aria-label="Scenarios" hidden>
    <label>Search <input type="search" autocomplete="off" /></label>
    <label
      >Verdict
      <select>
        <option value="">any</option>
        <option value="held">✓ held</option>
        <option value="broken">✗ broken</option>
        <option value="void">∅ void</option>
      </select></label
    ><output class="quiet"></output>
  </form>
  <noscript><p>This page's own script lists the scenarios. report.json has the same data.</p></noscript>`;

const rowsOf = (results: readonly ScenarioResult[], { rows }: CompactRun): string =>
  results.flatMap(({ name }) => rows.get(name) ?? []).join(' ');

/** Filled by the page's script. */
export const scenarioList = (results: readonly ScenarioResult[], run: CompactRun): Html =>
  html`<div data-scenarios="${rowsOf(results, run)}"></div>`;

/** The strikes of one operation: hundreds that differ in one word, so a grid leads to them. */
function strikesOf(operation: string, results: readonly ScenarioResult[], run: CompactRun): Html {
  const points = new Set(
    results.map(({ point, cell }) => JSON.stringify([cell.edge, { ...point, fault: '' }])),
  );
  const held = results.filter(({ verdict }) => verdict === 'held');
  return html`<h3 id="points-of-${operation}">
      ${operation}: ${points.size} points, ${countsOf(results).held} of ${results.length} held
    </h3>
    <div class="wide" role="region" tabindex="0" aria-label="Points of ${operation}">
      <table class="grid" data-grid="${rowsOf(results, run)}"></table>
    </div>
    <details class="strikes">
      <summary>The ${held.length} strikes of ${operation} that held, one by one</summary>
      ${scenarioList(held, run)}
    </details>`;
}

function section(
  title: string,
  id: string,
  results: readonly ScenarioResult[],
  run: CompactRun,
): Html | null {
  if (results.length === 0) return null;
  return html`<h3 id="${id}">${title} (${results.length})</h3>
    ${scenarioList(results, run)}`;
}

export function scenarios({ results }: SuiteReport, run: CompactRun, examples: Html | null): Html {
  const held = results.filter(({ verdict }) => verdict === 'held');
  const strikes = Map.groupBy(results, ({ point }) => point?.operation);
  const unplaced = held.filter(({ group, point }) => group !== 'by hand' && point === undefined);
  return html`<h2 id="scenarios">Scenarios</h2>
    ${filter}${run.left > 0 && html`<p>${run.left} scenarios that held are only in report.json: the page is full.</p>`}${examples}
    ${section(
      'Handwritten scenarios that held',
      'by-hand',
      held.filter(({ group }) => group === 'by hand'),
      run,
    )}
    ${[...strikes].map(([operation, own]) => operation !== undefined && strikesOf(operation, own, run))}
    ${section('Random scenarios that held', 'random', unplaced, run)}`;
}
