import { parseOptions, UsageError } from '../command-line.ts';

export const usage = `npm run reconcile -- [--since TIME] [--until TIME] [--repair] [--json]

Compares what Stripe charged and refunded with payments, and payments with the orders, over a period.
TIME is a length of time before now (30m, 6h, 1d, 4w) or a point in time (2026-11-24, 2026-11-24T09:00:00Z). Default: from 1d ago until now.
--repair does what is safe; what is not is left to you. It may be run again, and by several at once.
Of the stack that runs here, or of any: CHECKOUT_URL and CHECKOUT_API_KEY in the environment.
Exit codes: 0 nothing is left to do, 1 something is, 2 it could not be compared.`;

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

/** @throws UsageError that says what is wrong with them. */
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
      `--${option} is "${text}": it must be a length of time such as 30m, 6h or 1d, or a point in time such as 2026-11-24T09:00:00Z.`,
    );
  return time;
}
