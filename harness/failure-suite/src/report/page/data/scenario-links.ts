import { html, type Html } from '../html.ts';
import { type CompactRun } from './compact-run.ts';

/** A list of links to scenarios, written as numbers of rows: the page's script turns them into links. */
export function scenarioLinks(
  names: readonly string[],
  { rows }: CompactRun,
  { withWhatBroke = false }: { readonly withWhatBroke?: boolean } = {},
): Html {
  const known = names.flatMap((name) => rows.get(name) ?? []);
  const left = names.length - known.length;
  return html`<ul data-rows="${known.join(' ')}" ${withWhatBroke && html` data-what`}></ul>
    ${left > 0 && html`<p>… and ${left} more in report.json.</p>`}`;
}
