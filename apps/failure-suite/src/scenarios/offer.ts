import { setTimeout as delay } from 'node:timers/promises';
import { type Answer } from '../system/shopper.ts';
import { type System } from '../system/system.ts';

/** Orders that come at a steady rate, whether those before are answered or not: a customer each, who asks once. */
export async function offer(system: System, perSecond: number, seconds: number): Promise<readonly Answer[]> {
  const started = performance.now();
  const answers: Promise<Answer>[] = [];
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const dueMs = (n * 1_000) / perSecond - (performance.now() - started);
    if (dueMs > 0) await delay(dueMs);
    answers.push(system.shopper().checkOut({ attempts: 1 }));
  }
  return Promise.all(answers);
}

export const withStatus = (answers: readonly Answer[], ...statuses: readonly number[]): number =>
  answers.filter(({ status }) => statuses.includes(status)).length;
