import { resilienceOf, until } from '@holdfast/witness';
import { type LiveStack } from '../system/live-stack.ts';

/** Retry budgets cover ten seconds. */
const budgetsMs = 12_000;

/** Earlier scenarios may have used up the retry budget of the last ten seconds. Returns the failures. */
export async function untilRetriesAreBack(stack: LiveStack, signal: AbortSignal): Promise<string[]> {
  const isBack = async (): Promise<boolean> => (await resilienceOf(stack)).spentBudgets.length === 0;
  return until('all retry budgets have recovered', isBack, { timeoutMs: budgetsMs, signal }).then(
    () => [],
    (error: unknown) => [error instanceof Error ? error.message : String(error)],
  );
}
