import { type Counters, type CustomersReport } from '@holdfast/lab-api';

export const customersWords = {
  region: 'Customers',
  legend: 'Customers',
  off: 'Off',
  rate: (perSecond: number) => `${perSecond}/s`,
  seed: 'Seed',
  seedWrong: 'A seed is a whole number from 0 to 4294967295.',
  unread: 'Reading the customers…',
  fallsBehind: (inFlight: number) => `They fall behind: ${inFlight} requests are in flight.`,
  none: 'They buy, click twice, retry and walk away, as real customers do.',
} as const;

const number = new Intl.NumberFormat('en-US');

/** `118 bought · 21 clicked twice · 14 retried · 6 vanished · 9 declined`. Zeros are left out. */
export function countsText({ counts }: Pick<CustomersReport, 'counts'>): string {
  const done = (
    [
      [counts.bought, 'bought'],
      [counts.doubleClicked, 'clicked twice'],
      [counts.retried, 'retried'],
      [counts.vanished, 'vanished'],
      [counts.declined, 'declined'],
    ] as const
  ).filter(([n]) => n > 0);
  if (done.length === 0) return customersWords.none;
  return done.map(([n, what]) => `${number.format(n)} ${what}`).join(' · ');
}

/** `33 replays · 58 retries · 12 older suggestions` */
export function countersText({ replays, retries, olderSuggestions }: Counters): string {
  const of = (n: number, one: string, many: string): string => `${number.format(n)} ${n === 1 ? one : many}`;
  return [
    of(replays, 'replay', 'replays'),
    of(retries, 'retry', 'retries'),
    of(olderSuggestions, 'older suggestion', 'older suggestions'),
  ].join(' · ');
}
