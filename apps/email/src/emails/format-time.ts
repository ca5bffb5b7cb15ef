const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** In UTC, because the reader's time zone is unknown. */
export function formatTime(time: string): string {
  return `${format.format(new Date(time)).replaceAll(/\s/g, ' ')} UTC`;
}
