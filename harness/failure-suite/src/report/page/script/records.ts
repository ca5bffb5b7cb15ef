import { duration } from '@holdfast/engine';
import { anchor } from '../html.ts';

/** Reads the JSON of the page: see CompactScenario for the order of its values. */
export const records = `
const anchor = ${String(anchor)};
const duration = ${String(duration)};
const { texts, scenarios } = JSON.parse(document.getElementById('run').textContent);
const joined = (parts) => parts.map((part) => texts[part]).join('');
const named = ([edge, fault, phase]) => ({ edge: texts[edge], fault: texts[fault], phase: texts[phase] });
const verdicts = { h: ['held', '✓'], b: ['broken', '✗'], v: ['void', '∅'] };

const waited = (shortest, longest) =>
  shortest < 0 ? '' : ' after ' + (shortest === longest ? '' : duration(shortest) + ' to ') + duration(longest);
const responseOf = ([text, count, shortest, longest]) =>
  texts[text] + waited(shortest, longest) + (count > 1 ? ' (' + count + ' times)' : '');

const recordOf = ([name, verdict, group, broken, sees, saw, cell, struck, proves, reasons, took, rest, checked, holding, seed, point], row) => ({
  row, name: texts[name], id: anchor(texts[name]), verdict: verdicts[verdict][0], sign: verdicts[verdict][1],
  broken: joined(broken), sees: joined(sees), saw: saw.map(responseOf), status: statusOf(saw),
  cell: named(cell), struck: struck === 0 ? [] : struck.map(named), proves: proves.map((each) => texts[each]),
  reasons: reasons.map(joined), took, rest, checked, holding,
  again: group === 'r' && seed > 0 ? '--seed ' + seed : '--only ' + texts[name],
  point: point === 0 ? null : { direction: texts[point[1]], label: texts[point[2]], ordinal: point[3] },
});
const statusOf = (saw) => /→ (\\d{3})\\b/.exec(saw.length > 0 ? texts[saw.at(-1)[0]] : '')?.[1] ?? 'gone';
const run = scenarios.map(recordOf);
const rowsIn = (numbers) => numbers.split(' ').filter(Boolean).map((number) => run[number]);
`;
