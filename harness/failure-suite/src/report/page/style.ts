/**
 * Colors by meaning. Each text color has a contrast of at least 4.5 on its backgrounds, in light and dark
 * mode.
 */
const light = `
  color-scheme: light dark;
  --ground: #f7f6f2; --sheet: #ffffff; --ink: #1e2428; --quiet: #566068; --line: #dbd8cf; --accent: #0b5c6b;
  --held: #17693c; --held-ground: #e7f3ea; --broken: #a3241a; --broken-ground: #fbe9e6; --void: #744e00; --void-ground: #f9efd8;
  --request: #2a6592; --process: #6f4597; --stripe: #f1efe9;`;
const dark = `
  --ground: #14181b; --sheet: #1b2125; --ink: #e6e9eb; --quiet: #a2adb4; --line: #333c42; --accent: #6cc5d4;
  --held: #78d19c; --held-ground: #17301f; --broken: #ff9d90; --broken-ground: #3b1c18; --void: #eac06a; --void-ground: #33280f;
  --request: #7db8e6; --process: #c9a3ee; --stripe: #20272c;`;

export const style = `
:root {${light} }
@media (prefers-color-scheme: dark) { :root {${dark} } }
* { box-sizing: border-box; }
html { scroll-padding-top: 3.5rem; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main, header > *, footer { max-width: 76rem; margin-inline: auto; padding-inline: 1.25rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, input:focus-visible, select:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
h1 { font-size: 1.05rem; font-weight: 600; letter-spacing: .01em; margin-block: 0; }
h2 { font-size: 1.45rem; line-height: 1.25; margin: 3.5rem 0 .4rem; letter-spacing: -.01em; }
h3 { font-size: 1.05rem; margin: 2rem 0 .4rem; }
h4 { font-size: .95rem; margin: 1.25rem 0 .3rem; }
p { margin: .4rem 0 .8rem; max-width: 70ch; }
code, .code { font: .88em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--sheet); padding: .5rem 1rem; z-index: 3; }

header { padding-top: 1.75rem; }
.verdict { margin-top: 1rem; padding: 1.4rem 1.5rem; border-left: 6px solid; border-radius: 0 8px 8px 0; }
.verdict p { margin: 0; font-size: 1.55rem; line-height: 1.3; font-weight: 600; letter-spacing: -.015em; max-width: 44ch; }
.verdict .counts { font-size: 1rem; font-weight: 400; margin-top: .6rem; letter-spacing: 0; color: var(--ink); }
.verdict.held { background: var(--held-ground); border-color: var(--held); } .verdict.held > p:first-child { color: var(--held); }
.verdict.broken { background: var(--broken-ground); border-color: var(--broken); } .verdict.broken > p:first-child { color: var(--broken); }
.verdict.void { background: var(--void-ground); border-color: var(--void); } .verdict.void > p:first-child { color: var(--void); }
.warning { background: var(--void-ground); color: var(--void); padding: .6rem 1rem; border-radius: 6px; margin: 1rem auto 0; max-width: 73.5rem; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .9rem 2rem; margin: 1.5rem 0 0; }
dl.facts + div { margin-top: 1.3rem; } dl.facts + div > p { margin-bottom: .2rem; } dl.facts + div > ul { margin-top: 0; }
dl.facts .long { grid-column: 1 / -1; }
dl.facts dt { color: var(--quiet); font-size: .85rem; } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
nav { position: sticky; top: 0; background: var(--ground); border-bottom: 1px solid var(--line); z-index: 2; margin-top: 1.5rem; }
nav ul { max-width: 76rem; margin: 0 auto; padding: .55rem 1.25rem; list-style: none; display: flex; gap: .3rem 1.3rem; overflow-x: auto; white-space: nowrap; font-size: .93rem; }

.wide { overflow-x: auto; margin: .8rem 0 1rem; }
table { border-collapse: collapse; font-size: .92rem; background: var(--sheet); border: 1px solid var(--line); min-width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .45rem .7rem; border-bottom: 1px solid var(--line); }
thead th { font-weight: 600; font-size: .85rem; color: var(--quiet); background: var(--stripe); vertical-align: bottom; }
tbody th { font-weight: 500; }
tbody.edge { border-top: 2px solid var(--line); } tbody tr:last-child > * { border-bottom: 0; } tbody + tbody > tr:first-child > * { border-top: 1px solid var(--line); }
th.number { text-align: right; } tbody.edge th.fault { white-space: nowrap; } tbody.edge th[rowspan] { min-width: 15rem; max-width: 22rem; white-space: normal; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
td.none, td:empty { color: var(--quiet); } td:empty::before { content: "–"; } td.narrow { min-width: 9.4rem; }
.held-text { color: var(--held); } .broken-text { color: var(--broken); font-weight: 600; } .void-text { color: var(--void); font-weight: 600; }
td.broken-cell { background: var(--broken-ground); } td.void-cell { background: var(--void-ground); }
td details > summary { white-space: nowrap; } td details ul { padding-left: 1.1rem; margin: .3rem 0; min-width: 15rem; }
table.grid td { font-size: .86rem; white-space: nowrap; } table.grid td, table.grid th { padding: .28rem .6rem; } table[data-grid] tbody th { min-width: 14rem; }

.tag { display: inline-block; min-width: 4.6rem; padding: .05rem .5rem; border-radius: 4px; font-size: .82rem; font-weight: 600; text-align: center; }
.tag.held { color: var(--held); background: var(--held-ground); } .tag.broken { color: var(--broken); background: var(--broken-ground); }
.tag.void { color: var(--void); background: var(--void-ground); }

.filter { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; margin: 1rem 0; } .filter[hidden] { display: none; }
.filter label { font-size: .85rem; color: var(--quiet); display: grid; gap: .2rem; }
.filter input, .filter select { font: inherit; font-size: .95rem; color: var(--ink); background: var(--sheet); border: 1px solid var(--quiet); border-radius: 5px; padding: .3rem .5rem; min-width: 12rem; }
details.scenario { background: var(--sheet); border: 1px solid var(--line); border-radius: 7px; margin: .5rem 0; }
details.scenario > summary { padding: .6rem .9rem; cursor: pointer; display: grid; grid-template-columns: 5.2rem 1fr auto; gap: .1rem .8rem; align-items: baseline; }
details.scenario > summary::-webkit-details-marker { display: none; }
details.scenario > summary .name { font-weight: 600; overflow-wrap: anywhere; } details.scenario > summary .what { grid-column: 2 / -1; font-size: .92rem; color: var(--quiet); }
details.scenario[open] > summary { border-bottom: 1px solid var(--line); }
.inside { padding: .6rem 1.1rem 1.2rem; }
.inside > dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .35rem 1.2rem; margin: .6rem 0; } .inside > dl dt { color: var(--quiet); } .inside > dl dd { margin: 0; overflow-wrap: anywhere; }
.inside ul, .inside ol { margin: .2rem 0 .6rem; padding-left: 1.2rem; }
.reason { color: var(--broken); font-weight: 500; }
summary { cursor: pointer; }

svg.timeline { display: block; min-width: 46rem; width: 100%; height: auto; font: 11.5px system-ui, sans-serif; }
svg .lane { fill: var(--ink); } svg .band { fill: var(--stripe); } svg .grid { stroke: var(--line); } svg .tick { fill: var(--quiet); }
svg text { fill: var(--ink); } svg .moment { stroke: var(--held); stroke-dasharray: 4 3; } svg text.moment { fill: var(--held); stroke: none; }
svg .request { fill: var(--request); } svg .message { fill: none; stroke: var(--quiet); stroke-width: 1.4; } svg .fault { fill: var(--broken); }
svg .process { fill: var(--process); } svg .state { fill: var(--held); } svg .breaker { fill: var(--void); } svg .note { fill: var(--accent); }
footer { margin-top: 4rem; padding-block: 1.2rem 2.5rem; color: var(--quiet); font-size: .9rem; border-top: 1px solid var(--line); }

@media (max-width: 40rem) {
  body { font-size: 15.5px; } .verdict p { font-size: 1.25rem; } h2 { margin-top: 2.6rem; }
  .inside > dl { grid-template-columns: 1fr; gap: 0; } .inside > dl dd { margin-bottom: .6rem; }
  details.scenario > summary { grid-template-columns: 1fr auto; } details.scenario > summary .name { grid-column: 1 / -1; }
  details.scenario > summary .what { grid-column: 1 / -1; } details.scenario > summary .took { justify-self: end; grid-row: 1; grid-column: 2; } details.scenario > summary .tag { justify-self: start; }
}
@media print {
  :root { --ground: #fff; --sheet: #fff; --ink: #000; --quiet: #444; --line: #bbb; --stripe: #f2f2f2; }
  nav, .filter, .skip { display: none; } body { font-size: 10pt; } .wide { overflow: visible; } table { font-size: 8pt; }
  h2, h3, summary { break-after: avoid; } tr, svg, details.scenario > summary { break-inside: avoid; }
  td.broken-cell, td.void-cell, .tag, .verdict { print-color-adjust: exact; } svg.timeline { min-width: 0; }
}
`;
