import { plural } from '@holdfast/witness';
import { type ScenarioResult, type SuiteReport } from '../report/suite-report.ts';
import { type TreeState } from '../report/tree-state.ts';
import { sentence } from '../report/sentence.ts';
import { concerns, type Operation, operations } from '../scenario/readiness-box.ts';
import { type Box, type BoxState, bugsNeeded } from './boxes.ts';
import { enumerationFolder, sourceOf } from './sources.ts';
import { wrap } from './wrap.ts';

export const boxSigns: Readonly<Record<BoxState, string>> = {
  ticked: '✅',
  empty: '⬜',
  unproved: '🟨',
  'not applicable': '–',
};

/** Escapes text that comes from a run, so that it cannot become markup or end a list item. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[<>|]/g, (sign) => `\\${sign}`);

const isStrike = ({ group }: ScenarioResult): boolean => group === 'enumeration';

/**
 * A reference to one of the definitions at the end of the page: with its target in place, a line would be too
 * long to read.
 */
const link = ({ name }: ScenarioResult): string => `[${name}]`;

function definitions(boxes: readonly Box[], sources: ReadonlyMap<string, string>): string[] {
  const scenarios = boxes.flatMap(({ proofs }) => proofs).filter((each) => !isStrike(each));
  const targets = new Map(scenarios.map((each) => [each.name, sourceOf(each, sources)]));
  const own = [...targets].flatMap(([name, source]) =>
    source === undefined ? [] : [`[${name}]: ../${source}`],
  );
  const bugs = new Set(boxes.flatMap((box) => box.bugs));
  const patches = [...bugs].map((name) => `[${name}]: ../harness/failure-suite/bugs/${name}.patch`);
  return [...patches.toSorted(), ...own.toSorted(), `[enumeration]: ../${enumerationFolder}`];
}

/** The count, or a dash, so that an empty cell does not look like an omission. */
const countOf = (results: readonly ScenarioResult[]): string =>
  results.length === 0 ? '–' : `${results.length}`;

function boxRow({ concern, state, means, proofs, bugs }: Box): string {
  const scenarios = proofs.filter((each) => !isStrike(each));
  const [first] = scenarios;
  const cells = [
    `${boxSigns[state]} ${concern}`,
    means,
    countOf(scenarios),
    countOf(proofs.filter(isStrike)),
    `${bugs.length}`,
    first === undefined ? '–' : link(first),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** An item of a list; its further lines are indented, so that none of them begins another item. */
const item = (text: string): string[] =>
  wrap(text.split(' '), ' ').map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);

function missingOf({ concern, missing }: Box): string[] {
  return missing.flatMap((reason) => item(`**${concern}**: ${plain(reason)}`));
}

/** Every scenario behind a box, folded away: there are up to a hundred of them. */
function evidenceOf({ concern, operation, proofs, bugs }: Box): string[] {
  const strikes = proofs.filter(isStrike).length;
  const links = [
    ...proofs.filter((each) => !isStrike(each)).map(link),
    ...(strikes > 0 ? [`[${plural(strikes, 'strike')} on the messages of ${operation}][enumeration]`] : []),
  ];
  if (links.length === 0) return [];
  const caught = bugs.map((name) => `[${name}]`);
  return [
    '',
    `**${concern}**`,
    '',
    ...wrap(links, ', '),
    ...(caught.length > 0 ? ['', ...wrap(`Bugs that they catch: ${caught.join(', ')}`.split(' '), ' ')] : []),
  ];
}

function section(operation: Operation, boxes: readonly Box[]): string[] {
  const missing = boxes.flatMap(missingOf);
  return [
    '',
    `## ${operation}`,
    '',
    '| box | what it means | scenarios | strikes | bugs | first scenario |',
    '| --- | --- | --: | --: | --: | --- |',
    ...boxes.map((box) => boxRow(box)),
    ...(missing.length > 0 ? ['', 'Missing:', '', ...missing] : []),
    '',
    '<details>',
    `<summary>All scenarios behind the boxes of ${operation}</summary>`,
    ...boxes.flatMap((box) => evidenceOf(box)),
    '',
    '</details>',
  ];
}

function table(boxes: readonly Box[]): string[] {
  const cells = (operation: string) =>
    concerns.map((concern) => {
      const box = boxes.find((each) => each.operation === operation && each.concern === concern);
      if (box === undefined) return '';
      return box.state === 'unproved' ? `${box.bugs.length} of ${bugsNeeded}` : boxSigns[box.state];
    });
  return [
    `| operation | ${concerns.join(' | ')} |`,
    `| --- | ${concerns.map(() => ':-:').join(' | ')} |`,
    ...operations.map((operation) => `| [${operation}](#${operation}) | ${cells(operation).join(' | ')} |`),
  ];
}

function warning(report: SuiteReport, tree: TreeState): string[] {
  if (report.isDirty)
    return ['**The run used a tree with uncommitted changes: it proves the commit plus those changes.**', ''];
  if (tree.isDirty) return ['**The tree has uncommitted changes that were made after this run.**', ''];
  return [];
}

/** The Production-Readiness Checklist as a page. */
export function checklist(
  report: SuiteReport,
  boxes: readonly Box[],
  tree: TreeState,
  sources: ReadonlyMap<string, string>,
): string {
  const ticked = boxes.filter(({ state }) => state === 'ticked').length;
  const applicable = boxes.filter(({ state }) => state !== 'not applicable').length;
  const on = new Date(report.startedAt).toISOString().slice(0, 10);
  return [
    '# Production-Readiness Checklist',
    '',
    ...wrap([`**${ticked} of ${applicable} boxes are ticked.**`, ...plain(sentence(report)).split(' ')], ' '),
    '',
    'Generated by `npm run readiness` from one run of the failure suite. A box is ticked only if every scenario behind it',
    `ran on this commit and held, and if they catch at least ${bugsNeeded} bugs of that concern. The bugs are`,
    '[patches](../harness/failure-suite/bugs/README.md); `npm run failure-suite -- --prove` shows that they are caught.',
    '',
    ...item(`commit: \`${report.commit.slice(0, 12)}\`, ${on}`),
    ...item(`command: \`${report.command}\``),
    '',
    ...warning(report, tree),
    ...table(boxes),
    '',
    `${boxSigns.ticked} proven · 1 of ${bugsNeeded}: held, but its scenarios catch too few bugs · ${boxSigns.empty} empty · ${boxSigns['not applicable']} not applicable.`,
    'What is missing is listed below each table.',
    ...operations.flatMap((operation) =>
      section(
        operation,
        boxes.filter((box) => box.operation === operation),
      ),
    ),
    '',
    '## What a tick does not prove',
    '',
    'That nothing else can break. A tick means: each fault in its scenarios was injected on this commit, on the machine of',
    "the run, and the result was right for the customer and in every ledger. The end of the run's report lists what a run",
    'does not prove.',
    '',
    ...definitions(boxes, sources),
    '',
  ].join('\n');
}
