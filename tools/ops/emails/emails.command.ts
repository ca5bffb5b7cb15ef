import { type Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { byOption, databaseUrlOption, jsonOption, limitOption, notEmpty, repeated } from '../options.ts';

export const states = ['held', 'queued', 'sending', 'given-up'] as const;
export type State = (typeof states)[number];
export type Decision = 'send-again' | 'sent' | 'give-up';

export function addEmails(ops: Command): void {
  const emails = ops.command('emails').description("Unsent emails, the reasons, and operators' decisions.");
  emails
    .command('list')
    .description('Lists emails that are not sent, without recipients and content.')
    .option(
      '--state <state>',
      `only in this state: ${states.join(', ')}; can be repeated (default: all but given-up)`,
      repeated(states),
    )
    .addOption(limitOption)
    .addOption(jsonOption)
    .addOption(databaseUrlOption)
    .action(async (options) => (await import('./look.ts')).list(options));
  emails
    .command('show')
    .description('Shows one email, or all emails of an order.')
    .argument('<id>', 'the ID of an order (ord_…) or an email (eml_…)', idIn)
    .option('--content', 'also show the content, which is personal data')
    .addOption(jsonOption)
    .addOption(databaseUrlOption)
    .action(async (id, options) => (await import('./look.ts')).show(id, options));
  emails
    .command('resolve')
    .description(
      'Records a decision about unsent emails: --send-again, --give-up or, if they are held, --sent.',
    )
    .argument('<email...>', 'the IDs of the emails (eml_…), as shown by list', emailIdsIn)
    .option('--send-again', 'an email process sends them again, under the same Message-ID')
    .option('--sent', 'they count as sent')
    .option('--give-up', 'they are never sent, and their content is deleted')
    .requiredOption('--why <reason>', 'the reason, which is stored with the decision (required)', notEmpty)
    .addOption(byOption)
    .option('--yes', 'do not ask for a confirmation of --give-up')
    .addOption(databaseUrlOption)
    .action(async (emailIds, options) => (await import('./resolve.ts')).resolve(emailIds, options));
}

function idIn(text: string): string {
  if (!/^(ord|eml)_\w+$/.test(text))
    throw new InvalidArgumentError('It is not an order ID (ord_…) or an email ID (eml_…).');
  return text;
}

function emailIdsIn(text: string, before: readonly string[] = []): readonly string[] {
  if (!/^eml_\w+$/.test(text)) throw new InvalidArgumentError('It is not an email ID (eml_…).');
  return [...before, text];
}
