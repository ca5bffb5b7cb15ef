import { type UnattendedReport } from '@holdfast/lab-api';

export const unattendedWords = {
  intro:
    'Random plans break the shop and heal it, one after another, and the money is counted after each. The same seed makes the same plans.',
  seed: 'Seed',
  minutes: 'Minutes',
  start: 'Start',
  stop: 'Stop',
  stopping: 'Stopping: the current plan heals first.',
  minutesWrong: 'Enter 1 to 600 minutes.',
  seedWrong: 'Enter a whole number from 0 to 4294967295.',
  now: { breaking: 'Breaking', healing: 'Healing' },
  results: 'Plans so far',
  none: 'No plan has ended yet.',
  command: 'Run the same plans in the failure suite',
  unread: 'Reading the state of the plans…',
  verdicts: { held: 'Held', broken: 'Broken', void: 'Void' },
} as const;

const isOn = (report: UnattendedReport | undefined): boolean =>
  report?.state === 'running' || report?.state === 'stopping';

/** The button that opens the panel. */
export function unattendedButton(report: UnattendedReport | undefined): string {
  return report !== undefined && isOn(report) ? `Running alone · ${tally(report)}` : 'Leave it running';
}

/** `12 held, 1 void` */
export function tally({ results }: Pick<UnattendedReport, 'results'>): string {
  const count = (verdict: 'held' | 'broken' | 'void'): number =>
    results.filter((result) => result.verdict === verdict).length;
  const parts = (['held', 'broken', 'void'] as const)
    .map((verdict) => ({ verdict, n: count(verdict) }))
    .filter(({ n }) => n > 0)
    .map(({ verdict, n }) => `${n} ${verdict}`);
  return parts.length === 0 ? 'no plan has ended yet' : parts.join(', ');
}

/** `2 of 10 min` */
export function progressText({ startedAt, minutes }: UnattendedReport, now: number): string {
  const gone = startedAt === null ? 0 : Math.min(minutes, Math.floor((now - startedAt) / 60_000));
  return `${gone} of ${minutes} min`;
}
