const clock = new Intl.DateTimeFormat('en-US', { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'long' });
const minute = new Intl.DateTimeFormat('en-US', { timeStyle: 'short' });

/** `10:46:05 AM`, in the time zone of the browser. */
export const clockText = (at: string | number): string => clock.format(new Date(at));

/** `2:14 PM`. */
export const minuteText = (at: string | number): string => minute.format(new Date(at));

/** `December 2, 2026`. */
export const dayText = (at: string | number): string => day.format(new Date(at));

const moment = new Intl.DateTimeFormat('en-US', {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});

/** `10:46:05 AM` today, `Nov 27, 10:46 AM` on other days. */
export const momentText = (at: string, now: number): string =>
  dayText(at) === dayText(now) ? clockText(at) : moment.format(new Date(at));

/** `2:14 PM` today, `Nov 28, 2:14 AM` on other days. */
export const deadlineText = (at: string, now: number): string =>
  dayText(at) === dayText(now) ? minuteText(at) : moment.format(new Date(at));

/** `12 s`, from 120 s `2 min`, from 120 min `2 h`. Rounds up, so that a countdown never promises too much. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
