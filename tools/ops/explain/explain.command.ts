import { type Command } from '@commander-js/extra-typings';
import { jsonOption } from '../options.ts';

export function addExplain(ops: Command): void {
  ops
    .command('explain')
    .description('Shows the state of each breaker, why, and what users see.')
    .argument('[service...]', 'services running here (default: all)')
    .addOption(jsonOption)
    .action(async (services, options) => (await import('./explain.ts')).explain(services, options));
}
