import { type SuiteReport } from '../../suite-report.ts';
import { signs } from '../../verdict.ts';
import { html, type Html } from '../html.ts';

export function sometimes({ sometimes: seen }: SuiteReport): Html {
  const intro = html`<h2 id="sometimes">What happened at least sometimes</h2>
    <p>
      A suite that never saw these would have tested less than it says. One that never happened fails a whole
      run.
    </p>`;
  if (seen.length === 0)
    return html`${intro}
      <p>This run did not ask for any of them.</p>`;
  return html`${intro}
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" class="number">Times</th>
          </tr>
        </thead>
        <tbody>
          ${seen.map(
            ({ what, count }) =>
              html`<tr>
                <th scope="row">${what}</th>
                <td class="${count === 0 ? 'broken-cell' : 'number'}">
                  ${count === 0 ? html`<span class="broken-text">${signs.broken} never</span>` : count}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

export function notProved({ notProved: own }: SuiteReport): Html {
  return html`<h2 id="not-proved">What this does not prove</h2>
    <ul>
      ${own.map((each) => html`<li>${each}</li>`)}
    </ul>`;
}
