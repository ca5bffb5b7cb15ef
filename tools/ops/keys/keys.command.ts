import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { UnfinishedState } from '@holdfast/idempotency/review';
import { byOption, databaseUrlOption, jsonOption, limitOption, repeated, wholeNumber } from '../options.ts';
import { targetIn } from './target.ts';

/** Loading the library takes half a second: only its type is imported. */
export const states = ['review', 'unknown', 'running', 'parked'] as const satisfies UnfinishedState[];

const operation = 'an operation ID, as shown by list, or the key of one attempt (ID-PHASE-N)';
const insteadOption = new Option('--instead', 'replace an earlier decision that has not been applied yet');
const waitOption = new Option('--wait <seconds>', 'wait this long for a service to apply the decision')
  .argParser(wholeNumber)
  .default(30);

export function addKeys(ops: Command): void {
  const keys = ops
    .command('keys')
    .description("Unfinished operations, their reasons, and operators' decisions on them.");
  keys
    .command('list')
    .description('Lists unfinished operations.')
    .argument('[service]', 'only those of this service (default: all services)')
    .option(
      '--state <state>',
      `only in this state: ${states.join(', ')}; can be repeated (default: all)`,
      repeated(states),
    )
    .addOption(limitOption)
    .addOption(jsonOption)
    .addOption(databaseUrlOption)
    .action(async (service, options) => (await import('./inspect.ts')).list(service, options));
  keys
    .command('show')
    .description('Shows all facts about one operation, and its possible decisions.')
    .argument('<operation>', operation, targetIn)
    .option('--input', 'also show the input, which may contain personal data')
    .addOption(jsonOption)
    .addOption(databaseUrlOption)
    .action(async (target, options) => (await import('./inspect.ts')).show(target, options));
  keys
    .command('resolve')
    .description(
      'Records what happened to a call, with --outcome or --not-executed. With the key of one attempt, the decision applies to that attempt only.',
    )
    .argument('<operation>', operation, targetIn)
    .option('--outcome <json>', 'the outcome of the call', jsonIn)
    .addOption(new Option('--not-executed', 'the call was never executed').conflicts('outcome'))
    .addOption(byOption)
    .addOption(insteadOption)
    .option('--yes', 'do not ask for a confirmation')
    .addOption(waitOption)
    .addOption(databaseUrlOption)
    .action(async (target, options) => (await import('./decide.ts')).resolve(target, options));
  keys
    .command('retry')
    .description('Checks the outcome of a call again. Decides nothing, and is always safe.')
    .argument('<operation>', operation, targetIn)
    .addOption(byOption)
    .addOption(insteadOption)
    .addOption(waitOption)
    .addOption(databaseUrlOption)
    .action(async (target, options) => (await import('./decide.ts')).retry(target, options));
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`It is not valid JSON: ${(error as Error).message}`);
  }
}
