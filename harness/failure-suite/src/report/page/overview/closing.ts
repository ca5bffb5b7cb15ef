import { type SuiteReport } from '../../suite-report.ts';
import { signs } from '@holdfast/engine';
import { html, type Html } from '../html.ts';

export function sometimes({ sometimes: seen }: SuiteReport): Html {
  const intro = html`<h2 id="sometimes">Rare events that must occur</h2>
    <p>
      Without these events, the suite would have tested less than it claims. If one never occurs, a whole run
      fails.
    </p>`;
  if (seen.length === 0)
    return html`${intro}
      <p>This run did not require any of them.</p>`;
  return html`${intro}
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col" class="number">Scenarios</th>
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
  return html`<h2 id="not-proved">What this run does not prove</h2>
    <ul>
      ${own.map((each) => html`<li>${each}</li>`)}
    </ul>`;
}
