import { type ScenarioResult } from '../../suite-report.ts';
import { duration, signs } from '../../verdict.ts';
import { anchor, html, type Html } from '../html.ts';
import { eventTable, ledgerTables } from './ledgers.ts';
import { timeline, timelineTable } from './timeline.ts';

export const tag = ({ verdict }: Pick<ScenarioResult, 'verdict'>): Html =>
  html`<span class="tag ${verdict}">${signs[verdict]} ${verdict}</span>`;

function responses(saw: readonly string[]): Html {
  if (saw.length === 0) return html`nothing: no customer took part`;
  if (saw.length === 1) return html`${saw[0]}`;
  const counts = Map.groupBy(saw, (response) => response);
  return html`<ul>
    ${[...counts].map(([response, same]) => html`<li>${response}${same.length > 1 && ` (${same.length} times)`}</li>`)}
  </ul>`;
}

function invariants({ invariants: checked }: ScenarioResult): Html {
  const violated = checked.filter(({ holds }) => !holds);
  if (checked.length === 0) return html`<p class="void-text">${signs.void} No invariants were checked.</p>`;
  const list = html`<ol>
    ${checked.map(
      ({ number, says, holds, counterexamples }) =>
        html`<li value="${number}">
          ${holds ? signs.held : html`<span class="broken-text">${signs.broken}</span>`}
          ${says}${
            counterexamples.length > 0 &&
            html`<ul>
              ${counterexamples.map((each) => html`<li class="reason">${each}</li>`)}
            </ul>`
          }
        </li>`,
    )}
  </ol>`;
  if (violated.length > 0)
    return html`<h4>Invariants: ${violated.length} of ${checked.length} violated</h4>
      ${list}`;
  return html`<p>${signs.held} All ${checked.length} invariants hold.</p>`;
}

function again(result: ScenarioResult): string {
  if (result.group === 'random' && result.seed !== undefined)
    return `npm run failure-suite -- --seed ${result.seed}`;
  return `npm run failure-suite -- --only ${result.name}`;
}

function body(result: ScenarioResult, withMessages: boolean): Html {
  const { cell } = result;
  const isHeld = result.verdict === 'held';
  return html`<div class="inside">
    ${
      result.reasons.length > 0 &&
      html`<ul>
        ${result.reasons.map((reason) => html`<li class="reason">${reason}</li>`)}
      </ul>`
    }
    <dl>
      <dt>What broke</dt>
      <dd>${result.broken}</dd>
      <dt>The customer should see</dt>
      <dd>${result.customerSees}</dd>
      <dt>The customer saw</dt>
      <dd>${responses(result.customerSaw)}</dd>
      <dt>Where</dt>
      <dd>${cell.edge}: ${cell.fault}, ${cell.phase}</dd>
      <dt>Quiet again</dt>
      <dd>
        ${result.quietAt > 0 && result.healedAt > 0 ? `${duration(Math.max(0, result.quietAt - result.healedAt))} after healing` : 'not within its time limit'}
      </dd>
      ${
        result.proves.length > 0 &&
        html`<dt>Readiness</dt>
          <dd>${result.proves.join(', ')}</dd>`
      }
      <dt>Run again</dt>
      <dd><code>${again(result)}</code></dd>
    </dl>
    ${timeline(result)}${timelineTable(result, withMessages)}${invariants(result)}
    ${!isHeld && result.ledgers && ledgerTables(result.ledgers)}${withMessages && result.events && eventTable(result.events, result.startedAt)}
  </div>`;
}

/** One scenario, folded: its verdict, name, duration, and what broke. */
export function scenario(
  result: ScenarioResult,
  {
    isOpen = false,
    withMessages = false,
  }: { readonly isOpen?: boolean; readonly withMessages?: boolean } = {},
): Html {
  const open = isOpen ? html` open` : html``;
  return html`<details class="scenario" id="${anchor(result.name)}" data-verdict="${result.verdict}" ${open}>
    <summary>
      ${tag(result)} <span class="name">${result.name}</span
      ><span class="took quiet">${duration(result.endedAt - result.startedAt)}</span>
      <span class="what">${result.broken}</span>
    </summary>
    ${body(result, withMessages)}
  </details>`;
}
