import { type ScenarioResult, type SuiteReport } from '../report/suite-report.ts';
import { type TreeState } from '../report/tree-state.ts';
import { plural, sentence } from '../report/verdict.ts';
import { concerns, operations } from '../scenario/readiness-box.ts';
import { type Box, type BoxState } from './boxes.ts';
import { sourceOf } from './sources.ts';

export const boxSigns: Readonly<Record<BoxState, string>> = {
  ticked: '✅',
  empty: '⬜',
  'not applicable': '–',
};

/** Reasons come from a run: they must not become markup or end a list item. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[<>|]/g, (sign) => `\\${sign}`);

type Link = (result: ScenarioResult) => string;

const linkTo =
  (sources: ReadonlyMap<string, string>): Link =>
  (result) => {
    const source = sourceOf(result, sources);
    return source === undefined ? `\`${result.name}\`` : `[${result.name}](../${source})`;
  };

function proofs({ proofs: held, operation }: Box, link: Link): string {
  const byHand = held.filter(({ group }) => group !== 'enumeration');
  const struck = held.length - byHand.length;
  const enumerated = `[${plural(struck, 'strike')} at the messages of ${operation}](../harness/failure-suite/src/enumeration)`;
  return [...byHand.map(link), ...(struck > 0 ? [enumerated] : [])].join(', ');
}

function item(box: Box, link: Link): string[] {
  const tick = box.state === 'ticked' ? 'x' : ' ';
  if (box.state === 'not applicable') return [`- **${box.concern}**: not applicable. ${box.means}`];
  return [
    `- [${tick}] **${box.concern}**: ${box.means}`,
    ...box.missing.map((reason) => `  - missing: ${plain(reason)}`),
    ...(box.proofs.length > 0 ? [`  - held: ${proofs(box, link)}`] : []),
  ];
}

function table(boxes: readonly Box[]): string[] {
  const cells = (operation: string) =>
    concerns.map((concern) => {
      const box = boxes.find((each) => each.operation === operation && each.concern === concern);
      return box === undefined ? '' : `[${boxSigns[box.state]}](#${operation})`;
    });
  return [
    `| operation | ${concerns.join(' | ')} |`,
    `| --- | ${concerns.map(() => ':-:').join(' | ')} |`,
    ...operations.map((operation) => `| [${operation}](#${operation}) | ${cells(operation).join(' | ')} |`),
  ];
}

function dirt(report: SuiteReport, tree: TreeState): string[] {
  if (report.isDirty)
    return [
      '**The run was made on a tree with changes that no commit has: it is of the commit and them.**',
      '',
    ];
  if (tree.isDirty)
    return ['**The tree has been changed since that run, and no commit has the changes.**', ''];
  return [];
}

/** The Production-Readiness Checklist as a page. */
export function checklist(
  report: SuiteReport,
  boxes: readonly Box[],
  tree: TreeState,
  sources: ReadonlyMap<string, string>,
): string {
  const link = linkTo(sources);
  const ticked = boxes.filter(({ state }) => state === 'ticked').length;
  const applicable = boxes.filter(({ state }) => state !== 'not applicable').length;
  const on = new Date(report.startedAt).toISOString().slice(0, 10);
  return [
    '# Production-Readiness Checklist',
    '',
    `Written by \`npm run readiness\` from a run of the failure suite, and not by hand: commit \`${report.commit.slice(0, 12)}\`, ${on},`,
    `\`${report.command}\`. A box is ticked only by scenarios that ran on this commit and held; one that did not hold unticks it.`,
    '',
    ...dirt(report, tree),
    `**${ticked} of ${applicable} boxes are ticked.** ${plain(sentence(report))}`,
    '',
    ...table(boxes),
    '',
    `${boxSigns.ticked} proved, ${boxSigns.empty} empty: its line below says what is missing, ${boxSigns['not applicable']} does not arise: its line says why.`,
    ...operations.flatMap((operation) => [
      '',
      `## ${operation}`,
      '',
      ...boxes.filter((box) => box.operation === operation).flatMap((box) => item(box, link)),
    ]),
    '',
    '## What a tick does not say',
    '',
    'That nothing else can break. It says that what its scenarios break was broken on this commit, on the machine of the run, and ended as it',
    'should for the customer and in every ledger. What a run does not prove stands at the end of its report.',
    '',
  ].join('\n');
}
