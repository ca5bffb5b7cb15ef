import { UsageError } from '../../command-line.ts';
import { styled } from '../../terminal.ts';
import { ExitWith } from '../run-ops.ts';
import { askAll } from './ask.ts';
import { isLeft, view } from './view.ts';

interface ReconcileOptions {
  readonly since: Date;
  readonly until: Date;
  readonly repair?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Compares Stripe, payments and orders, and applies the safe repairs. */
export async function reconcile({ since, until, repair = false, json }: ReconcileOptions): Promise<void> {
  if (since >= until) throw new UsageError('--since must be earlier than --until.');
  const report = await askAll({ since, until, repair }, process.env).catch((error: unknown) => {
    throw error instanceof Error ? new ExitWith(2, error) : error;
  });
  console.log(json ? JSON.stringify(report, null, 2) : view(report, styled));
  process.exitCode = report.differences.some(isLeft) ? 1 : 0;
}
