import { fallacies } from '../../../scenario/fallacies.ts';
import { type ScenarioResult, type SuiteReport } from '../../suite-report.ts';
import { anchor, html, type Html } from '../html.ts';
import { signs } from '../../verdict.ts';

/** Each fallacy needs at least two scenarios against it. */
const atLeast = 2;

export const link = (result: ScenarioResult): Html =>
  html`<a href="#${anchor(result.name)}">${signs[result.verdict]} ${result.name}</a>`;

export function fallacyTable({ results }: SuiteReport): Html {
  const rows = fallacies.map((fallacy) => {
    const refuting = results.filter((result) => result.fallacies.includes(fallacy));
    const few = refuting.length < atLeast;
    return html`<tr>
      <th scope="row">“${fallacy}”</th>
      <td class="${few ? 'void-cell' : ''}">
        ${
          few &&
          html`<span class="void-text"
            >${refuting.length === 0 ? 'no scenario in this run' : 'only one scenario in this run'}</span
          > `
        }
        ${
          refuting.length > 0 &&
          html`<ul>
            ${refuting.map((result) => html`<li>${link(result)}<br /><span class="quiet">${result.broken}</span></li>`)}
          </ul>`
        }
      </td>
    </tr>`;
  });
  return html`<h2 id="fallacies">The eight fallacies of distributed computing</h2>
    <p>At least two scenarios test each of them.</p>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">Fallacy</th>
            <th scope="col">Tested by</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}
