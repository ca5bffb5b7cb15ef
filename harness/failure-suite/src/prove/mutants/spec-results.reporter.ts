import { writeFileSync } from 'node:fs';

/** Jest's result of one spec file, as far as it is needed. */
interface FileResult {
  readonly testFilePath: string;
  readonly failureMessage?: string | null;
  readonly numFailingTests: number;
  readonly testExecError?: unknown;
  readonly testResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages: readonly string[];
  }[];
}

/** Printed after the first red spec file. */
export const redMark = '[a spec file is red]';

/** Writes the results after each spec file, in the form of Jest's `--json`, which waits for the last. */
export default class SpecResultsReporter {
  private readonly file: string | undefined;
  private readonly results: object[] = [];

  constructor({ outputFile }: { readonly outputFile?: string }) {
    this.file = outputFile;
  }

  onTestResult(_test: unknown, result: FileResult): void {
    const { testFilePath, failureMessage, numFailingTests, testExecError, testResults } = result;
    const isRed = numFailingTests > 0 || (testExecError !== undefined && testExecError !== null);
    const message = failureMessage ?? '';
    this.results.push({
      name: testFilePath,
      status: isRed ? 'failed' : 'passed',
      message,
      assertionResults: testResults.map(({ status, fullName, failureMessages }) => ({
        status,
        fullName,
        failureMessages,
      })),
    });
    if (this.file !== undefined) writeFileSync(this.file, JSON.stringify({ testResults: this.results }));
    if (isRed) process.stdout.write(`${redMark}\n`);
  }
}
