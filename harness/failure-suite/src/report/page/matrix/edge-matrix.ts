import { plural } from '@holdfast/witness';
import { type Cell } from '../../../scenario/scenario.ts';
import { type ScenarioResult, type SuiteReport } from '../../suite-report.ts';
import { countsOf, signs, worstFirst } from '../../verdict.ts';
import { anchor, html, type Html } from '../html.ts';
import { faultRows, type FaultRow, phases } from './cells.ts';
import { expectations } from './expectations.ts';

const listedMost = 60;

function summaryOf(results: readonly ScenarioResult[]): Html {
  const { held, broken, void: hitNothing } = countsOf(results);
  return html`${broken > 0 && html`<span class="broken-text">${signs.broken} ${broken} broken</span> `}${
    hitNothing > 0 && html`<span class="void-text">${signs.void} ${hitNothing} void</span> `
  }${held > 0 && html`<span class="held-text">${signs.held} ${held}</span>`}`;
}

const item = ({ name, verdict, customerSees }: ScenarioResult): Html =>
  html`<li><a href="#${anchor(name)}" title="${customerSees}">${signs[verdict]} ${name}</a></li>`;

function cell({ results, unspecified }: FaultRow, phase: Cell['phase']): Html {
  const strangers = unspecified.get(phase) ?? [];
  const own = results.get(phase) ?? [];
  if (own.length === 0 && strangers.length === 0) return html`<td class="none">–</td>`;
  const { broken, void: hitNothing } = countsOf(own);
  const ground = broken > 0 || strangers.length > 0 ? 'broken-cell' : hitNothing > 0 ? 'void-cell' : '';
  return html`<td class="${ground}">
    ${
      own.length > 0 &&
      html`<details>
        <summary>${summaryOf(own)}</summary>
        <ul>
          ${worstFirst(own).slice(0, listedMost).map(item)}
        </ul>
        ${own.length > listedMost && html`<p>… and ${own.length - listedMost} more.</p>`}
      </details>`
    }${
      strangers.length > 0 &&
      html`<details>
        <summary><span class="broken-text">${signs.broken} unspecified</span></summary>
        <ul>
          ${strangers.map((name) => html`<li><a href="#${anchor(name)}">${name}</a></li>`)}
        </ul>
      </details>`
    }
  </td>`;
}

function edgeBody(edge: string, rows: readonly FaultRow[]): Html {
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
          ${phases.map((phase) => cell(row, phase))}
        </tr>`,
    )}
  </tbody>`;
}

export function edgeMatrix({ results }: SuiteReport): Html {
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
        ${[...byEdge].map(([edge, own]) => edgeBody(edge, own))}
      </table>
    </div>`;
}
