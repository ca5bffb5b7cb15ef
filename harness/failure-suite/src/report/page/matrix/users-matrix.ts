import { plural } from '@holdfast/witness';
import { type ScenarioResult, type SuiteReport } from '../../suite-report.ts';
import { countsOf, signs } from '@holdfast/engine';
import { type CompactRun } from '../data/compact-run.ts';
import { scenarioLinks } from '../data/scenario-links.ts';
import { html, type Html } from '../html.ts';
import { faultOf, routeOf } from './expectations.ts';
import { type Down, type UserActivity, userActivities, downs } from './what-users-can-do.ts';

/** The third invariant: one receipt per paid order. */
const receiptInvariant = 3;

/** Faults that make a server unavailable to everyone. */
const isAway =
  /^(kill -9|SIGTERM|pause and resume|refuse|syn hang|black hole|read-only|too many connections|login refused|backends terminated)/;

/** True if a scenario takes a whole server down for a while, not just one of its messages. */
export function isOutageOf(role: string, { cell }: Pick<ScenarioResult, 'cell'>): boolean {
  const [from, to] = routeOf(cell.edge).split('->');
  if ((to ?? from) !== role || (to !== undefined && from === 'stripe')) return false;
  return (cell.phase === 'throughout' || cell.phase === 'connect') && isAway.test(faultOf(cell.fault));
}

/** `201 (12), 202 (3)`; a response that never came counts as `no response`. */
function statuses(responses: readonly string[]): string {
  const counts = Map.groupBy(responses, (response) => /→ (\d{3})\b/.exec(response)?.[1] ?? 'no response');
  return [...counts]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([status, same]) => `${status} (${same.length})`)
    .join(', ');
}

function seen(
  activity: (typeof userActivities)[number],
  results: readonly ScenarioResult[],
): string | undefined {
  if (activity.request === undefined) {
    const judged = results.flatMap(({ invariants }) =>
      invariants.filter(({ number }) => number === receiptInvariant),
    );
    if (judged.length === 0) return undefined;
    const bad = judged.filter(({ holds }) => !holds).length;
    return bad === 0
      ? 'one receipt per paid order'
      : `not one receipt per paid order in ${plural(bad, 'scenario')}`;
  }
  const responses = results.flatMap(({ customerSaw }) =>
    customerSaw.filter((response) => activity.request.test(response)),
  );
  return responses.length === 0 ? undefined : statuses(responses);
}

function cell(expected: string, observed: string | undefined, failed: boolean): Html {
  return html`<td class="narrow ${failed && observed !== undefined && 'broken-cell'}">
    ${expected}<br />${
      observed === undefined
        ? html`<span class="quiet">not observed</span>`
        : html`<span class="${failed ? 'broken-text' : 'held-text'}"
            >${failed ? signs.broken : signs.held} seen: ${observed}</span
          >`
    }
  </td>`;
}

function row({ down, role, expected }: Down, all: readonly ScenarioResult[], run: CompactRun): Html {
  const results = all.filter((result) => isOutageOf(role, result));
  const failed = results.filter(({ verdict }) => verdict !== 'held');
  const { held } = countsOf(results);
  return html`<tr>
    <th scope="row">
      ${down}<br />${
        results.length === 0
          ? html`<span class="quiet">no outage in this run</span>`
          : html`<details>
              <summary>${held} of ${plural(results.length, 'outage')} held</summary>
              ${scenarioLinks(
                results.map(({ name }) => name),
                run,
              )}
            </details>`
      }
    </th>
    ${userActivities.map((activity) => cell(expected[activity.does satisfies UserActivity], seen(activity, results), failed.length > 0))}
  </tr>`;
}

export function usersMatrix({ results }: SuiteReport, run: CompactRun): Html {
  return html`<h2 id="users">What users can do during an outage</h2>
    <p>
      Each cell shows the expected behavior, then the responses that customers got during the outages of this
      run and right after them. Counts are in parentheses.
    </p>
    <div class="wide" role="region" tabindex="0" aria-label="What users can do during an outage">
      <table>
        <thead>
          <tr>
            <th scope="col">When this is down, users can</th>
            ${userActivities.map(({ does }) => html`<th scope="col">${does}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${downs.map((each) => row(each, results, run))}
        </tbody>
      </table>
    </div>`;
}
