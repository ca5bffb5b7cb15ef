import { type ScenarioResult, type SuiteReport } from '../../suite-report.ts';
import { duration, worstFirst } from '../../verdict.ts';
import { anchor, html, type Html } from '../html.ts';
import { crashGrids } from './crash-grid.ts';
import { scenario, tag } from './scenario.ts';

/** Shown in full; with more, the page would open slowly. The others are in report.json. */
const wholeMost = 250;
/** Failed scenarios that are shown with all their messages, which are most of the page. */
const withMessagesMost = 15;

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
</form>`;

function compactTable(results: readonly ScenarioResult[]): Html {
  const rows = results.map(
    (result) =>
      html`<tr id="${anchor(result.name)}" data-verdict="${result.verdict}">
        <td>${tag(result)}</td>
        <th scope="row">${result.name}</th>
        <td>${result.broken}</td>
        <td>
          ${result.customerSaw.length === 0 ? 'nothing' : `${result.customerSaw.length} responses, last: ${result.customerSaw.at(-1)}`}
        </td>
        <td class="number">${duration(result.endedAt - result.startedAt)}</td>
      </tr>`,
  );
  return html`<div class="wide" role="region" tabindex="0" aria-label="Scenarios in brief">
    <table>
      <thead>
        <tr>
          <th scope="col">Verdict</th>
          <th scope="col">Scenario</th>
          <th scope="col">What broke</th>
          <th scope="col">The customer saw</th>
          <th scope="col">Duration</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** Every scenario that did not hold; the first one is unfolded. */
export function counterexamples({ results }: SuiteReport): Html | null {
  const failed = worstFirst(results).filter(({ verdict }) => verdict !== 'held');
  if (failed.length === 0) return null;
  return html`<h2 id="not-held">What did not hold (${failed.length})</h2>
    ${failed.slice(0, wholeMost).map((result, index) => scenario(result, { isOpen: index === 0, withMessages: index < withMessagesMost }))}
    ${failed.length > wholeMost && compactTable(failed.slice(wholeMost))}`;
}

export function scenarios({ results }: SuiteReport): Html {
  const held = results.filter(({ verdict }) => verdict === 'held');
  const byHand = held.filter(({ group }) => group === 'by hand');
  const random = held.filter(
    ({ group, point }) => group === 'random' || (group === 'enumeration' && point === undefined),
  );
  return html`<h2 id="scenarios">Scenarios</h2>
    ${filter} ${byHand.length > 0 && html`<h3>Handwritten scenarios that held (${byHand.length})</h3>`}
    ${byHand.slice(0, wholeMost).map((result) => scenario(result))}${byHand.length > wholeMost && compactTable(byHand.slice(wholeMost))}
    ${crashGrids(results)}
    ${
      random.length > 0 &&
      html`<h3 id="random">Random scenarios that held (${random.length})</h3>
        ${compactTable(random)}`
    }`;
}
