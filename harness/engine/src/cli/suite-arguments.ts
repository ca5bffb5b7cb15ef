import path from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

/** The command line of a suite. */
export interface SuiteCommand {
  readonly isListing: boolean;
  /** Names, prefixes ending in `*`, or patterns with `*`. Empty: everything. */
  readonly only: readonly string[];
  readonly stopsAtFirstRed: boolean;
  readonly jsonFile: string | undefined;
}

/** The text of --help. */
export const suiteUsage = `--list         lists the strikes
--only NAME    runs some, by name or by pattern with *; may be repeated
--first-red    stops at the first strike that breaks
--json FILE    writes the report as JSON
Exit codes: 0 all held, 1 something broke or hit nothing, 2 invalid arguments, 130 stopped.`;

/** @throws UsageError with the usage */
export function readSuiteCommand(args: readonly string[]): SuiteCommand {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        list: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        'first-red': { type: 'boolean', default: false },
        json: { type: 'string' },
      },
    });
    return {
      isListing: values.list,
      only: values.only,
      stopsAtFirstRed: values['first-red'],
      jsonFile: values.json === undefined ? undefined : path.resolve(values.json),
    };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${suiteUsage}`, { cause: error });
  }
}
