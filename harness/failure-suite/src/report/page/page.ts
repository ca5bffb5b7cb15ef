import { type SuiteReport } from '../suite-report.ts';
import { sentence } from '../verdict.ts';
import { html, Html } from './html.ts';
import { edgeMatrix } from './matrix/edge-matrix.ts';
import { usersMatrix } from './matrix/users-matrix.ts';
import { notProved, sometimes } from './overview/closing.ts';
import { fallacyTable } from './overview/fallacies.ts';
import { header } from './overview/header.ts';
import { points } from './overview/points.ts';
import { counterexamples, scenarios } from './scenario/scenarios.ts';
import { script } from './script.ts';
import { style } from './style.ts';

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

const nav = (failed: Html | null): Html =>
  html`<nav aria-label="On this page">
    <ul>
      ${failed && html`<li><a href="#not-held">What did not hold</a></li>`}
      <li><a href="#points">Points</a></li>
      <li><a href="#edges">Edge × fault × phase</a></li>
      <li><a href="#users">Users × what is down</a></li>
      <li><a href="#fallacies">Eight fallacies</a></li>
      <li><a href="#sometimes">Sometimes</a></li>
      <li><a href="#not-proved">Not proved</a></li>
      <li><a href="#scenarios">Scenarios</a></li>
    </ul>
  </nav>`;

/** The whole report as one file that loads nothing. */
export function page(report: SuiteReport): string {
  const failed = counterexamples(report);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>${report.verdict}: failure suite of Holdfast, ${report.commit.slice(0, 8)}</title>
        <meta name="description" content="${sentence(report)}" />
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">To the content</a>${header(report)}${nav(failed)}
        <main id="content">
          ${failed}${points(report)}${edgeMatrix(report)}${usersMatrix(report)}${fallacyTable(report)}${sometimes(report)}${notProved(report)}${scenarios(report)}
        </main>
        <footer>
          <p>Made by <code>${report.command}</code>. The same for programs: report.json, beside this file.</p>
        </footer>
        <script>
          ${new Html(script)};
        </script>
      </body>
    </html> `.text;
}
