import { plural } from '@holdfast/witness';
import { type Cell } from '../../../scenario/scenario.ts';
import { type ScenarioResult, type SuiteReport } from '../../suite-report.ts';
import { countsOf, signs, worstFirst } from '@holdfast/engine';
import { type CompactRun } from '../data/compact-run.ts';
import { scenarioLinks } from '../data/scenario-links.ts';
import { html, type Html } from '../html.ts';
import { faultRows, type FaultRow, phases } from './cells.ts';
import { expectations } from './expectations.ts';

function summaryOf(results: readonly ScenarioResult[]): Html {
  const { held, broken, void: hitNothing } = countsOf(results);
  return html`${broken > 0 && html`<span class="broken-text">${signs.broken} ${broken} broken</span> `}${
    hitNothing > 0 && html`<span class="void-text">${signs.void} ${hitNothing} void</span> `
  }${held > 0 && html`<span class="held-text">${signs.held} ${held}</span>`}`;
}

const namesOf = (results: readonly ScenarioResult[]): string[] => results.map(({ name }) => name);

function cell({ results, unspecified }: FaultRow, phase: Cell['phase'], run: CompactRun): Html {
  const strangers = unspecified.get(phase) ?? [];
  const own = results.get(phase) ?? [];
  if (own.length === 0 && strangers.length === 0) return html`<td></td>`;
  const { broken, void: hitNothing } = countsOf(own);
  const ground = broken > 0 || strangers.length > 0 ? 'broken-cell' : hitNothing > 0 ? 'void-cell' : '';
  return html`<td${ground !== '' && html` class="${ground}"`}>${own.length > 0 && fold(summaryOf(own), namesOf(worstFirst(own)), run)}${strangers.length > 0 && fold(html`<span class="broken-text">${signs.broken} unspecified</span>`, strangers, run)}</td>`;
}

const fold = (summary: Html, names: readonly string[], run: CompactRun): Html =>
  html`<details>
    <summary>${summary}</summary>
    ${scenarioLinks(names, run)}
  </details>`;

function edgeBody(edge: string, rows: readonly FaultRow[], run: CompactRun): Html {
  const said = expectations.find(({ edges }) => edges.includes(edge))?.expects;
  return html`<tbody class="edge">
    ${rows.map(
      (row, index) =>
        html`<tr>
          ${
            index === 0 &&
            html`<th scope="rowgroup" rowspan="${rows.length}">
              <strong>${edge}</strong>${said && html`<br /><span class="quiet">${said}</span>`}
            </th>`
          }
          <th scope="row" class="fault">${row.fault}</th>
          ${phases.map((phase) => cell(row, phase, run))}
        </tr>`,
    )}
  </tbody>`;
}

export function edgeMatrix({ results }: SuiteReport, run: CompactRun): Html {
  const rows = faultRows(results);
  const unspecified = rows.reduce((sum, row) => sum + row.unspecified.size, 0);
  const byEdge = Map.groupBy(rows, ({ edge }) => edge);
  return html`<h2 id="edges">What broke where: edge × fault × phase</h2>
    <p>
      The scenarios of a cell declare in advance what the customer should see. A cell that was struck without
      such an expectation is <span class="broken-text">${signs.broken} unspecified</span>${
        unspecified > 0 ? html`: <strong>${plural(unspecified, 'cell')}</strong>.` : html`; there are none.`
      }
    </p>
    <div class="wide" role="region" tabindex="0" aria-label="Edge by fault by phase">
      <table>
        <thead>
          <tr>
            <th scope="col">Edge or process</th>
            <th scope="col">Fault</th>
            ${phases.map((phase) => html`<th scope="col">${phase}</th>`)}
          </tr>
        </thead>
        ${[...byEdge].map(([edge, own]) => edgeBody(edge, own, run))}
      </table>
    </div>`;
}
