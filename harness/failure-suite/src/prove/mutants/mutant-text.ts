import { isKilled, type Outcome } from './judge-mutant.ts';
import { type MutantReport, type MutantResult, type Score } from './mutant-report.ts';
import { placeOf } from './mutant.ts';

const oneLine = (text: string): string => {
  const joined = text.replaceAll(/\s+/g, ' ').trim();
  return joined.length > 70 ? `${joined.slice(0, 69)}…` : joined === '' ? 'nothing' : joined;
};

const outcomeText = ({ result, tier, because, seconds }: Outcome): string =>
  isKilled({ result })
    ? `${result} by ${tier}, ${seconds} s: ${because}`
    : `${result}, ${seconds} s: ${because}`;

/** Three lines at most: the mutant, and what each tier said. */
export function resultText({ mutant, equivalent, specs, suite }: MutantResult): string {
  const { kind, original, replacement } = mutant;
  return [
    `${placeOf(mutant)} ${kind}: ${oneLine(original)} -> ${oneLine(replacement)}`,
    ...(equivalent === undefined ? [] : [`  equivalent: ${equivalent}`]),
    ...(specs === undefined ? [] : [`  specs: ${outcomeText(specs)}`]),
    ...(suite === undefined ? [] : [`  suite: ${outcomeText(suite)}`]),
  ].join('\n');
}

const percent = ({ killed, of }: Score): string =>
  of === 0 ? 'none tried' : `${killed} of ${of} (${Math.round((100 * killed) / of)} %)`;

/** Both scores, then everything that needs a look. */
export function summaryText(report: MutantReport): string {
  const { results, scores, total, seed, redWithout, unreached = {} } = report;
  const equivalent = results.filter((each) => each.equivalent !== undefined).length;
  const outcomesOf = ({ specs, suite }: MutantResult): readonly Outcome[] =>
    [specs, suite].filter((each) => each !== undefined && each.result !== 'could not run') as Outcome[];
  const left = results.filter((each) => each.equivalent === undefined && !outcomesOf(each).some(isKilled));
  const survived = left.filter((each) => outcomesOf(each).length === 2);
  const open = left.filter((each) => outcomesOf(each).length < 2 && outcomesOf(each).length > 0);
  const couldNotRun = results.filter(({ specs, suite }) =>
    [specs, suite].some((each) => each?.result === 'could not run'),
  );
  const untried = left.filter(({ specs, suite }) => specs === undefined && suite === undefined).length;
  return [
    `${results.length} of ${total} mutants, seed ${seed}; ${equivalent} equivalent, ${untried} not tried yet.`,
    `Killed by any tier: ${percent(scores.anyTier)}. Killed by the suite alone: ${percent(scores.suiteAlone)}.`,
    ...listed('Survived both', survived),
    ...listed('Survived one tier, the other has not run', open),
    ...listed('Could not run, which counts for nothing', couldNotRun),
    ...(redWithout.length === 0
      ? []
      : ['', `Specs that are red without a mutant, and find nothing: ${redWithout.join(', ')}`]),
    ...unreachedText(unreached),
  ].join('\n');
}

const listed = (title: string, results: readonly MutantResult[]): readonly string[] =>
  results.length === 0 ? [] : ['', `${title}:`, ...results.map(resultText)];

const unreachedText = (unreached: Readonly<Record<string, readonly number[]>>): readonly string[] =>
  Object.keys(unreached).length === 0
    ? []
    : [
        '',
        'Lines that no scenario executes, so that the suite finds nothing there:',
        ...Object.entries(unreached).map(([file, lines]) => `${file}: ${lines.join(', ')}`),
      ];
