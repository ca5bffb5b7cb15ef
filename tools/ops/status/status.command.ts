import { type Command } from '@commander-js/extra-typings';
import { jsonOption } from '../options.ts';

export function addStatus(ops: Command): void {
  ops
    .command('status')
    .description('Lists every process of the running stack, with pid, port, readiness and memory.')
    .addOption(jsonOption)
    .action(async (options) => (await import('./status.ts')).status(options));
}
