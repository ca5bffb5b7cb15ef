import { type FixReport, type LabVerdict } from '@holdfast/lab-api';
import { minuteText } from '../../say/time.ts';

/** The sentences of the verdict bar that are not the lab's own. */
export const verdictWords = {
  region: 'Verdict',
  kinds: {
    even: 'Even',
    settling: 'Settling',
    uneven: 'Uneven',
    cannot_count: 'Can’t count',
    nothing_yet: 'Nothing yet',
  } satisfies Record<LabVerdict['kind'], string>,
  looking: 'Looking',
  lookingFor: 'Looking for the lab…',
  reading: 'Reading the ledgers…',
  outOfSight: 'Out of sight',
  lost: (age: string) => `Lost sight of the lab ${age} ago.`,
  lastCount: (sentence: string) => `Last count: ${sentence}`,
  keepsTrying: 'This page keeps trying.',
  follow: 'Follow',
  followOrder: (orderId: string) => `Follow order ${orderId}`,
  inProgress: (n: number) => `In progress (${n})`,
  countFromNow: 'Count from now',
  notCounting: (detail: string) => `Still counting from the earlier moment. ${detail}`,
} as const;

/** `2 on their way · 3 declined · since 10:41 AM`. Zeros are left out. */
export function countsText({ orders, since }: Pick<LabVerdict, 'orders' | 'since'>): string {
  return [
    orders.pending > 0 && `${orders.pending} on ${orders.pending === 1 ? 'its' : 'their'} way`,
    orders.waitsForBank > 0 &&
      `${orders.waitsForBank} ${orders.waitsForBank === 1 ? 'waits' : 'wait'} for the bank`,
    orders.declined > 0 && `${orders.declined} declined`,
    orders.refunded > 0 && `${orders.refunded} refunded`,
    `since ${minuteText(since)}`,
  ]
    .filter((part) => part !== false)
    .join(' · ');
}

export const fixWords = {
  fix: 'Fix everything',
  fixing: 'Fixing…',
  fixingNow: 'We’re already fixing everything. The result appears here.',
  close: 'Close',
} as const;

/** The result of `POST /heal-all` in one sentence. */
export function fixSentence({ did, failed }: FixReport): string {
  if (failed.length > 0) return 'Not everything could be fixed.';
  return did.length === 0 ? 'Nothing was broken.' : 'Everything is fixed.';
}
