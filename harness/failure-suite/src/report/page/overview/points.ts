import { type SuiteReport } from '../../suite-report.ts';
import { type Enumerated, signs } from '@holdfast/engine';
import { html, type Html } from '../html.ts';

/** Named for each operation; report.json has them all. */
const missedMost = 20;

function row({ operation, points, strikes, struck, missed }: Enumerated): Html {
  return html`<tr>
    <th scope="row">${operation}</th>
    <td class="number">${points}</td>
    <td class="number">${strikes}</td>
    <td class="number">${struck}</td>
    <td class="${missed.length > 0 ? 'void-cell' : 'none'}">
      ${
        missed.length === 0
          ? 'none'
          : html`<span class="void-text">${signs.void} ${missed.length}</span>
              <ul>
                ${missed.slice(0, missedMost).map((each) => html`<li>${each}</li>`)}
              </ul>
              ${missed.length > missedMost && html`<p>… and ${missed.length - missedMost} more in report.json.</p>`}`
      }
    </td>
  </tr>`;
}

export function points({ enumerated }: SuiteReport): Html {
  const intro = html`<h2 id="points">Crash points: every message at which an operation can break</h2>
    <p>
      State changes only through messages, so breaking every message covers every crash. Undisturbed runs of
      each operation were recorded; then each message was struck with each possible fault, one fault per run.
    </p>`;
  if (enumerated.length === 0)
    return html`${intro}
      <p>This run did not enumerate crash points.</p>`;
  return html`${intro}
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">Operation</th>
            <th scope="col" class="number">Points</th>
            <th scope="col" class="number">Strikes</th>
            <th scope="col" class="number">Struck</th>
            <th scope="col">Missed</th>
          </tr>
        </thead>
        <tbody>
          ${enumerated.map(row)}
        </tbody>
      </table>
    </div>`;
}
