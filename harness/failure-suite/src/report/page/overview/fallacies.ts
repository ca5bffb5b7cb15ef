import { fallacies } from '../../../scenario/fallacies.ts';
import { type SuiteReport } from '../../suite-report.ts';
import { type CompactRun } from '../data/compact-run.ts';
import { scenarioLinks } from '../data/scenario-links.ts';
import { html, type Html } from '../html.ts';

/** Each fallacy needs at least two scenarios against it. */
const atLeast = 2;

export function fallacyTable({ results }: SuiteReport, run: CompactRun): Html {
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
          scenarioLinks(
            refuting.map(({ name }) => name),
            run,
            { withWhatBroke: true },
          )
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
