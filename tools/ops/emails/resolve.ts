import { UsageError } from '../../command-line.ts';
import { answerTo } from '../../terminal.ts';
import { type Database, type Decider, deciderIn } from '../options.ts';
import { type EmailLedger, withEmailLedger } from './email-ledger.ts';
import { type Decision } from './emails.command.ts';
import { decided, givenUpText, refusal } from './text.ts';

interface ResolveOptions extends Database, Decider {
  readonly sendAgain?: boolean | undefined;
  readonly sent?: boolean | undefined;
  readonly giveUp?: boolean | undefined;
  readonly why: string;
  readonly yes?: boolean | undefined;
}

/**
 * `resolve`: stores a decision about unsent emails; the email processes act on it. @throws Error naming those
 * that it cannot apply to.
 */
export function resolve(emailIds: readonly string[], options: ResolveOptions): Promise<void> {
  const decision = decisionIn(options);
  const by = deciderIn(options);
  const { why, databaseUrl, yes: isConfirmed = false } = options;
  return withEmailLedger(databaseUrl, async (ledger) => {
    if (decision === 'give-up' && !isConfirmed) await confirm(ledger, emailIds);
    const refusals: string[] = [];
    for (const emailId of emailIds) {
      const isResolved = await ledger.resolve(emailId, decision, by, why);
      const [now] = await ledger.find(emailId);
      if (isResolved && now !== undefined) console.log(decided(decision, now));
      else refusals.push(refusal(emailId, decision, now));
    }
    if (refusals.length > 0) throw new Error(refusals.join('\n'));
  });
}

/** Asks only if any text would be deleted. */
async function confirm(ledger: EmailLedger, emailIds: readonly string[]): Promise<void> {
  const emails = (await Promise.all(emailIds.map((emailId) => ledger.find(emailId)))).flat();
  const unsent = emails.filter(({ state }) => state === 'held' || state === 'queued');
  if (unsent.length === 0) return;
  const answer = await answerTo(givenUpText(unsent));
  if (answer !== 'yes') throw new Error('Nothing was recorded.');
}

function decisionIn({ sendAgain, sent, giveUp }: ResolveOptions): Decision {
  const given = { 'send-again': sendAgain, sent, 'give-up': giveUp };
  const [decision, ...others] = (Object.keys(given) as Decision[]).filter((each) => given[each]);
  if (decision === undefined || others.length > 0)
    throw new UsageError('Give exactly one of --send-again, --sent and --give-up.');
  return decision;
}
