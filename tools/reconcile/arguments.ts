import { parseOptions, UsageError } from '../command-line.ts';

export const usage = `npm run reconcile -- [--since TIME] [--until TIME] [--repair] [--json]

Compares Stripe's charges and refunds with payments, and payments with orders, over a period.
TIME is a duration before now (30m, 6h, 1d, 4w) or a point in time (2026-11-24, 2026-11-24T09:00:00Z). Default: the last day.
--repair applies the safe repairs and leaves the rest to you. It can be run repeatedly and concurrently.
Uses the stack on this machine, or the checkout that CHECKOUT_URL and CHECKOUT_API_KEY name.
Exit codes: 0 no differences left, 1 differences left, 2 comparison failed.`;

export interface ReconcileCommand {
  readonly since: Date;
  readonly until: Date;
  readonly repair: boolean;
  readonly isJson: boolean;
}

const options = {
  since: { type: 'string' },
  until: { type: 'string' },
  repair: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** @throws UsageError naming the invalid argument. */
export function readArguments(args: readonly string[], now: Date): ReconcileCommand {
  const { values } = parseOptions(args, options, false);
  const since = timeIn('since', values.since ?? '1d', now);
  const until = values.until === undefined ? now : timeIn('until', values.until, now);
  if (since >= until) throw new UsageError('--since must be earlier than --until.');
  return { since, until, repair: values.repair ?? false, isJson: values.json ?? false };
}

const unitMs: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

function timeIn(option: string, text: string, now: Date): Date {
  const [, count, unit = ''] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  const time =
    count === undefined
      ? new Date(iso.test(text) ? text : Number.NaN)
      : new Date(now.getTime() - Number(count) * (unitMs[unit] ?? 0));
  if (Number.isNaN(time.getTime()))
    throw new UsageError(
      `--${option} is "${text}": use a duration such as 30m, 6h or 1d, or a time such as 2026-11-24T09:00:00Z.`,
    );
  return time;
}
