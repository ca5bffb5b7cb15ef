import { restMsOf } from '../../rest-time.ts';
import { type ScenarioResult } from '../../suite-report.ts';
import { duration, signs } from '@holdfast/engine';
import { anchor, html, type Html } from '../html.ts';
import { eventTable, ledgerTables } from './ledgers.ts';
import { timeline, timelineTable } from './timeline.ts';

const tag = ({ verdict }: Pick<ScenarioResult, 'verdict'>): Html =>
  html`<span class="tag ${verdict}">${signs[verdict]} ${verdict}</span>`;

function responses(saw: readonly string[]): Html {
  if (saw.length === 0) return html`nothing: no customer took part`;
  if (saw.length === 1) return html`${saw[0]}`;
  const counts = Map.groupBy(saw, (response) => response);
  return html`<ul>
    ${[...counts].map(([response, same]) => html`<li>${response}${same.length > 1 && ` (${same.length} times)`}</li>`)}
  </ul>`;
}

/** The violated ones with their counterexamples; the others as a number. */
function invariants({ invariants: checked }: ScenarioResult): Html {
  const violated = checked.filter(({ holds }) => !holds);
  if (checked.length === 0) return html`<p class="void-text">${signs.void} No invariants were checked.</p>`;
  if (violated.length === 0) return html`<p>${signs.held} All ${checked.length} invariants hold.</p>`;
  return html`<h4>Invariants: ${violated.length} of ${checked.length} violated</h4>
    <ol>
      ${violated.map(
        ({ number, says, counterexamples }) =>
          html`<li value="${number}">
            <span class="broken-text">${signs.broken}</span> ${says}
            <ul>
              ${counterexamples.map((each) => html`<li class="reason">${each}</li>`)}
            </ul>
          </li>`,
      )}
    </ol>`;
}

/** The parts that are shown beside the facts and the timeline as a table. */
export interface Evidence {
  readonly drawing: boolean;
  readonly ledgers: boolean;
  readonly messages: boolean;
}

function again(result: ScenarioResult): string {
  if (result.group === 'random' && result.seed !== undefined)
    return `npm run failure-suite -- --seed ${result.seed}`;
  return `npm run failure-suite -- --only ${result.name}`;
}

function body(result: ScenarioResult, { drawing, ledgers, messages }: Evidence): Html {
  const { cell } = result;
  const restMs = restMsOf(result);
  return html`<div class="inside">
    ${
      result.reasons.length > 0 &&
      html`<ul>
        ${result.reasons.map((reason) => html`<li class="reason">${reason}</li>`)}
      </ul>`
    }
    <dl>
      <dt>The customer should see</dt>
      <dd>${result.customerSees}</dd>
      <dt>The customer saw</dt>
      <dd>${responses(result.customerSaw)}</dd>
      <dt>Where</dt>
      <dd>${cell.edge}: ${cell.fault}, ${cell.phase}</dd>
      <dt>At rest</dt>
      <dd>${restMs === undefined ? 'not within its time limit' : `${duration(restMs)} after healing`}</dd>
      ${
        result.proves.length > 0 &&
        html`<dt>Readiness</dt>
          <dd>${result.proves.join(', ')}</dd>`
      }
      <dt>Run again</dt>
      <dd><code>${again(result)}</code></dd>
    </dl>
    ${drawing && timeline(result)}${timelineTable(result, messages)}${invariants(result)}
    ${ledgers && result.ledgers && ledgerTables(result.ledgers)}${messages && result.events && eventTable(result.events, result.startedAt)}
    ${!(ledgers && messages) && html`<p class="quiet">Shortened, because the page is full; report.json has the rest.</p>`}
  </div>`;
}

/** One scenario with all its evidence, folded unless it is open. */
export function scenario(
  result: ScenarioResult,
  { isOpen, evidence }: { readonly isOpen: boolean; readonly evidence: Evidence },
): Html {
  const open = isOpen ? html` open` : html``;
  return html`<details class="scenario" id="${anchor(result.name)}" data-verdict="${result.verdict}" ${open}>
    <summary>
      ${tag(result)} <span class="name">${result.name}</span
      ><span class="took quiet">${duration(result.endedAt - result.startedAt)}</span>
      <span class="what">${result.broken}</span>
    </summary>
    ${body(result, evidence)}
  </details>`;
}
