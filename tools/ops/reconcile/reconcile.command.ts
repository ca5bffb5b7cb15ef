import { type Command, Option } from '@commander-js/extra-typings';
import { jsonOption } from '../options.ts';
import { timeIn } from './time.ts';

export function addReconcile(ops: Command): void {
  const now = new Date();
  const time = (text: string): Date => timeIn(text, now);
  ops
    .command('reconcile')
    .summary('Compares Stripe, payments and orders, and applies the safe repairs.')
    .description(
      "Compares Stripe's charges and refunds with payments, and payments with orders, over a period. Uses the stack on this machine, or the checkout that CHECKOUT_URL and CHECKOUT_API_KEY name.",
    )
    .addOption(
      new Option(
        '--since <time>',
        'start of the period: a duration before now (30m, 6h, 1d, 4w) or a point in time (2026-11-24, 2026-11-24T09:00:00Z)',
      )
        .argParser(time)
        .default(time('1d'), '1d'),
    )
    .addOption(new Option('--until <time>', 'end of the period').argParser(time).default(now, 'now'))
    .option('--repair', 'apply the safe repairs and leave the rest; can be run repeatedly and concurrently')
    .addOption(jsonOption)
    .addHelpText('after', '\nExit code 1 means that differences are left, 2 also that the comparison failed.')
    .action(async (options) => (await import('./reconcile.ts')).reconcile(options));
}
