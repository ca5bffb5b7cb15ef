import { type SuiteReport } from '../../suite-report.ts';
import { countsOf, duration } from '@holdfast/engine';
import { sentence } from '../../sentence.ts';
import { html, type Html } from '../html.ts';

const minutes = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A command longer than this takes a row of its own. */
const longFrom = 80;

function facts(report: SuiteReport): Html {
  const rows: readonly (readonly [string, Html | string])[] = [
    [
      'Commit',
      html`<code>${report.commit.slice(0, 12)}</code>${report.isDirty && ' plus uncommitted changes'}`,
    ],
    ['Command', html`<code>${report.command}</code>`],
    ['When', `${minutes(report.startedAt)}, for ${duration(report.endedAt - report.startedAt)}`],
    ['Machine', report.machine],
    ['Target', report.target],
    ['Seeds', report.seeds.length === 0 ? 'none: nothing was random' : report.seeds.join(', ')],
  ];
  return html`<dl class="facts">
    ${rows.map(
      ([name, fact]) =>
        html`<div class="${typeof fact === 'object' && fact.text.length > longFrom && 'long'}">
          <dt>${name}</dt>
          <dd>${fact}</dd>
        </div>`,
    )}
  </dl>`;
}

function timings({ timings: values }: SuiteReport): Html | null {
  const rows = Object.entries(values);
  if (rows.length === 0) return null;
  return html`<details>
    <summary>Settings of this run (${rows.length})</summary>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([name, value]) =>
              html`<tr>
                <th scope="row"><code>${name}</code></th>
                <td><code>${value}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

function notRun({ notRun: left }: SuiteReport): Html {
  if (left.length === 0) return html`<p class="quiet">Nothing was skipped.</p>`;
  return html`<p>Not run:</p>
    <ul>
      ${left.map((each) => html`<li>${each}</li>`)}
    </ul>`;
}

/** The verdict, then its commit, command, time and machine. */
export function header(report: SuiteReport): Html {
  const { held, broken, void: hitNothing } = countsOf(report.results);
  return html`<header>
    <h1>Holdfast: failure suite</h1>
    <div>
      <div class="verdict ${report.verdict}" role="status">
        <p>${sentence(report)}</p>
        <p class="counts">${held} held · ${broken} broken · ${hitNothing} void</p>
      </div>
      ${report.isDirty && html`<p class="warning">The tree had uncommitted changes: this report covers the commit plus those changes.</p>`}
      ${facts(report)}
      <div>${notRun(report)}${timings(report)}</div>
    </div>
  </header>`;
}
