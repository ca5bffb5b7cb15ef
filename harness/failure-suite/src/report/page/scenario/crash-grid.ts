import { type Enumerable } from '../../../scenario/readiness-box.ts';
import { type CrashPoint, type ScenarioResult } from '../../suite-report.ts';
import { countsOf, signs } from '../../verdict.ts';
import { anchor, html, type Html } from '../html.ts';

type Struck = ScenarioResult & { readonly point: CrashPoint };

const isStruck = (result: ScenarioResult): result is Struck => result.point !== undefined;

const pointOf = ({ route, direction, label, ordinal }: CrashPoint): string =>
  JSON.stringify([route, direction, label, ordinal]);

/** The status of the last response, which is what the customer is left with. */
const outcome = ({ customerSaw }: ScenarioResult): string => {
  const status = /→ (\d{3})\b/.exec(customerSaw.at(-1) ?? '');
  return status?.[1] ?? 'gone';
};

function cell(results: readonly Struck[]): Html {
  if (results.length === 0) return html`<td class="none">–</td>`;
  const [first] = results;
  const worst = results.find(({ verdict }) => verdict !== 'held');
  const ground = worst === undefined ? '' : `${worst.verdict}-cell`;
  return html`<td class="${ground}" title="${first?.customerSaw.join('; ')}">
    ${results.map((result) =>
      result.verdict === 'held'
        ? html`<span id="${anchor(result.name)}">${signs.held} ${outcome(result)}</span>`
        : html`<a href="#${anchor(result.name)}" class="${result.verdict}-text"
            >${signs[result.verdict]} ${result.verdict}</a
          >`,
    )}
  </td>`;
}

function row(results: readonly Struck[], faults: readonly string[]): Html | null {
  const point = results[0]?.point;
  if (point === undefined) return null;
  const { route, direction, label, ordinal } = point;
  const verdicts = [...new Set(results.map(({ verdict }) => verdict))].join(' ');
  return html`<tr data-verdict="${verdicts}">
    <th scope="row">
      <code>${direction === 'request' ? '→' : '←'} ${label}</code>${ordinal > 1 && ` (no. ${ordinal})`}
    </th>
    <td>${route}</td>
    ${faults.map((fault) => cell(results.filter((each) => each.point.fault === fault)))}
  </tr>`;
}

/** One operation: its messages in order, with the result of each fault. */
function grid(operation: Enumerable, results: readonly Struck[]): Html {
  const points = [...Map.groupBy(results, ({ point }) => pointOf(point)).values()];
  const faults = [...new Set(results.map(({ point }) => point.fault))].toSorted();
  const { held } = countsOf(results);
  return html`<h3 id="points-of-${operation}">
      ${operation}: ${points.length} points, ${held} of ${results.length} held
    </h3>
    <div class="wide" role="region" tabindex="0" aria-label="Points of ${operation}">
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">Message (→ request, ← response)</th>
            <th scope="col">Edge</th>
            ${faults.map((fault) => html`<th scope="col">${fault}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${points.map((each) => row(each, faults))}
        </tbody>
      </table>
    </div>`;
}

/**
 * Hundreds of strikes differ in one word, so they form tables; only those that did not hold are also shown
 * one by one.
 */
export function crashGrids(results: readonly ScenarioResult[]): Html[] {
  const struck = results.filter(isStruck);
  const byOperation = Map.groupBy(struck, ({ point }) => point.operation);
  return [...byOperation].map(([operation, own]) => grid(operation, own));
}
