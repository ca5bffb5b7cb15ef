/** A measured duration, rounded: `350 ms`, `3.2 s`, `41 s`, `7 min`, `5 h`, `3 days`. */
export function about(ms: number): string {
  const whole = Math.round(Math.max(0, ms));
  if (whole < 1_000) return `${whole} ms`;
  const seconds = whole / 1_000;
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  if (seconds < 119.5) return `${Math.round(seconds)} s`;
  if (seconds < 2 * 3_600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** A configured duration, unrounded: `50 ms`, `1 s`, `2.5 s`. */
export function exactly(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}

/** The time of day in UTC; with the date unless it is the same day as `now`. */
export function clockTime(instant: number, now: number): string {
  const [day, time = ''] = new Date(instant).toISOString().split('T');
  const isToday = new Date(now).toISOString().startsWith(`${day}T`);
  return `${isToday ? '' : `${day} `}${time.slice(0, 8)} UTC`;
}

/** `1st`, `2nd`, `3rd`, `11th`. */
export function ordinal(count: number): string {
  const suffixes = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' };
  return `${count}${suffixes[ordinals.select(count)]}`;
}

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
