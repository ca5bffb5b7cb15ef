/** `npm run reconcile -- --since 1d [--repair]`: Stripe's ledger against payments against orders, and what is safe repaired. */
import { UsageError } from './command-line.ts';
import { readArguments, usage } from './reconcile/arguments.ts';
import { askAll } from './reconcile/ask.ts';
import { isLeft, view } from './reconcile/view.ts';
import { explain, styled } from './terminal.ts';

try {
  const command = readArguments(process.argv.slice(2), new Date());
  const report = await askAll(command, process.env);
  console.log(command.isJson ? JSON.stringify(report, null, 2) : view(report, styled));
  process.exitCode = report.differences.some(isLeft) ? 1 : 0;
} catch (error) {
  console.error(styled('red', explain(error)));
  if (error instanceof UsageError) console.error(`\n${usage}`);
  process.exitCode = 2;
}
