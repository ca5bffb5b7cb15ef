import { InvalidArgumentError } from '@commander-js/extra-typings';

const unitMs: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** A point in time, or a duration before now. */
export function timeIn(text: string, now: Date): Date {
  const [, count, unit = ''] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  const time =
    count === undefined
      ? new Date(iso.test(text) ? text : Number.NaN)
      : new Date(now.getTime() - Number(count) * (unitMs[unit] ?? 0));
  if (Number.isNaN(time.getTime()))
    throw new InvalidArgumentError(
      'Use a duration such as 30m, 6h or 1d, or a time such as 2026-11-24T09:00:00Z.',
    );
  return time;
}
