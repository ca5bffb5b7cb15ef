/**
 * `npm run reconcile -- --since 1d [--repair]`: compares Stripe, payments and orders, and applies the safe
 * repairs.
 */
import { readArguments, type ReconcileCommand, usage } from './reconcile/arguments.ts';
import { askAll } from './reconcile/ask.ts';
import { isLeft, view } from './reconcile/view.ts';
import { runCommand } from './run-command.ts';
import { styled } from './terminal.ts';

async function run(command: ReconcileCommand): Promise<void> {
  const report = await askAll(command, process.env);
  console.log(command.isJson ? JSON.stringify(report, null, 2) : view(report, styled));
  process.exitCode = report.differences.some(isLeft) ? 1 : 0;
}

await runCommand({ usage, read: (args) => readArguments(args, new Date()), run, failed: 2 });
