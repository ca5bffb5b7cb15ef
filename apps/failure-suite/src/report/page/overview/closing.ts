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

/** True of every run, whatever it struck. */
const always = [
  'That nothing else can break. It covers the messages that pass between processes on these edges; a bug that needs two faults at once is only found by the random runs, if at all.',
  'That processes are deterministic: the same strike may meet another order of events the next time.',
  'Anything about disks that lie, about memory that flips bits, or about a Postgres that loses what it has acknowledged.',
  'Anything about real Stripe beyond what its documentation says: the provider here is a simulator that speaks its API.',
  'Throughput. Its timings are shortened so that outages fit into seconds; one scenario asserts the shipped ones.',
];

export function notProved({ notProved: own }: SuiteReport): Html {
  return html`<h2 id="not-proved">What this does not prove</h2>
    <ul>
      ${[...own, ...always].map((each) => html`<li>${each}</li>`)}
    </ul>`;
}
