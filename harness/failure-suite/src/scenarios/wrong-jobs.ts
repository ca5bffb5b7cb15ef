import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type System } from '../system/system.ts';
import { addJob } from './add-job.ts';
import { isMailed } from './emails-seen.ts';
import { expectPaid } from './expectations.ts';

export interface WrongJob {
  readonly queue: 'email' | 'checkout' | 'recommendations';
  readonly name: string;
  readonly payload: unknown;
  readonly reason: RegExp;
}

/**
 * Adds a payload that its handler refuses, a name that no handler has, and a job without an envelope. Each
 * becomes a dead letter with its reason, and an order beside them is paid and gets its receipt.
 */
export async function wrongJobs(system: System, { queue, name, payload, reason }: WrongJob): Promise<void> {
  const wrong = [
    { name, payload, reason, isEnvelope: true },
    { name: 'no-such-job', payload: {}, reason: /Nothing handles "no-such-job"/, isEnvelope: true },
    { name, payload: {}, reason: /^Not a Holdfast message/, isEnvelope: false },
  ].map((each) => ({ ...each, id: randomUUID() }));
  for (const job of wrong) {
    const messageId = job.isEnvelope ? job.id : 'not an ID';
    await addJob(system, queue, job.name, { messageId, traceparent: null, payload: job.payload }, job.id);
  }
  const orderId = expectPaid(await system.shopper('Ada').checkOut());
  assert.equal((await isMailed(system, orderId)).length, 1);
  for (const job of wrong) {
    const dead = await system.until(`the dead letter of ${job.name}`, async () =>
      (await system.ledgers()).deadLetters.find(({ id }) => id === job.id),
    );
    assert.match(dead.reason, job.reason);
  }
}
