import { type ResolveCommand } from './arguments.ts';
import { withEmailLedger } from './email-ledger.ts';
import { decided, refusal } from './text.ts';

/**
 * `resolve`: stores a decision about held emails; the email processes act on it. @throws Error naming those
 * that were not held.
 */
export function resolve({ emailIds, decision, by, why, databaseUrl }: ResolveCommand): Promise<void> {
  return withEmailLedger(databaseUrl, async (ledger) => {
    const refusals: string[] = [];
    for (const emailId of emailIds) {
      const isResolved = await ledger.resolve(emailId, decision, by, why);
      const [now] = await ledger.find(emailId);
      if (isResolved && now !== undefined) console.log(decided(decision, now));
      else refusals.push(refusal(emailId, now));
    }
    if (refusals.length > 0) throw new Error(refusals.join('\n'));
  });
}
