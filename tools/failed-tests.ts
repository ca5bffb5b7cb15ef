import { stripVTControlCharacters } from 'node:util';

/** The part of Jest's JSON report that names failures. */
export interface FileReport {
  /** Absolute path of the spec, or of a group of specs: there, a test's name begins with its spec's path. */
  readonly name: string;
  readonly status: string;
  /** Why the file could not run, if none of its tests says so. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages: readonly (string | null)[];
  }[];
}

const longestMessage = 8;

/**
 * Names each failed test with its file, below `root`, and the first lines of its message, without the stack.
 * A file that could not run counts as one.
 */
export function failedTests(files: readonly FileReport[], root: string): string[] {
  return files
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const file = name.replace(`${root}/`, '');
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      if (failed.length === 0) return [`${file}\n${beginning(message)}`];
      return failed.map(({ fullName, failureMessages }) => {
        const test = file.endsWith('.spec.ts') ? `${file}\n  ${fullName}` : fullName.replace(' ', '\n  ');
        return `${test}\n${beginning(failureMessages.join('\n'))}`;
      });
    });
}

function beginning(message: string): string {
  const lines = stripVTControlCharacters(message).split('\n');
  const stackStart = lines.findIndex((line) => /^\s+at /.test(line));
  return lines
    .slice(0, stackStart < 0 ? undefined : stackStart)
    .filter((line) => line.trim() !== '')
    .slice(0, longestMessage)
    .map((line) => `    ${line}`)
    .join('\n');
}
