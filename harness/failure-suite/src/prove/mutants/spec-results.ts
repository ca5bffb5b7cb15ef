import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface SpecResult {
  readonly spec: string;
  readonly isGreen: boolean;
  /** The first failed test with the first line of its message, or why the file did not load. */
  readonly because: string;
  /** `expect` or `assert` failed: not a load, a timeout, or a server that did not start. */
  readonly isAssertion: boolean;
  readonly reached: readonly string[];
}

interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: 'passed' | 'failed';
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Reads the results of one run, with the mutants that each file reached. */
export function resultsIn(report: string, folder: string, reachedFolder: string): readonly SpecResult[] {
  const reached = reachedIn(reachedFolder);
  return reportIn(report).testResults.map(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.find((each) => each.status === 'failed');
    const said = firstLine(failed?.failureMessages[0] ?? message);
    return {
      spec: path.relative(folder, name),
      isGreen: status === 'passed',
      because: failed === undefined ? said : `"${failed.fullName}": ${said}`,
      isAssertion: failed !== undefined && isAssertion.test(said),
      reached: reached.get(name) ?? [],
    };
  });
}

/** No report means that Jest itself failed: no results. */
function reportIn(file: string): JestReport {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { testResults: [] };
    throw error;
  }
}

function reachedIn(folder: string): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(path.dirname(folder)).includes(path.basename(folder)) ? readdirSync(folder) : [];
  return new Map(
    files.map((file) => {
      const text = readFileSync(path.join(folder, file), 'utf8');
      const { spec, reached } = JSON.parse(text) as { spec: string; reached: readonly string[] };
      return [spec, reached];
    }),
  );
}

/** How the messages of Jest's and of Node's assertions begin. */
const isAssertion = /^(Error: )?(expect\(|AssertionError|assert)/i;

const escapes = /\u001b\[[0-9;]*m/g;
const firstLine = (text: string): string =>
  text
    .replaceAll(escapes, '')
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '') ?? '';
