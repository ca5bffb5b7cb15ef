import { v7 as uuidv7 } from 'uuid';
import { isOpen } from '../customers/customer.ts';
import { type CustomerResponse } from '../customers/shopper.ts';
import { type Member } from './cast.ts';
import { type Stage } from './stage.ts';

/** A hasty client gives up after 200 ms, and sends the next request immediately. */
const hastyMs = 200;
/** The defaults of `@holdfast/checkout-client`. */
const politePauseMs = { first: 200, most: 10_000 };
const patienceMs = 60_000;

/** Buys once, and retries with the same key until the response is final or a minute is over. */
export async function press(
  { shopper }: Member,
  manner: 'hasty' | 'polite',
  { clock, signal }: Pick<Stage, 'clock' | 'signal'>,
): Promise<void> {
  const key = uuidv7();
  const until = clock.now() + patienceMs;
  for (let tries = 0; clock.now() < until; tries += 1) {
    const sentAt = clock.now();
    const timeout = manner === 'hasty' ? { timeoutMs: hastyMs } : {};
    const response = await shopper.checkOut({ key, attempts: 1, ...timeout });
    if (!isOpen(response)) return;
    const hasty = Math.max(0, sentAt + hastyMs - clock.now());
    await clock.pause(manner === 'hasty' ? hasty : politePause(tries, response), signal);
  }
}

/** As `@holdfast/checkout-client` pauses: the requested wait, and a random one that doubles with each try. */
function politePause(tries: number, { headers }: CustomerResponse): number {
  const { first, most } = politePauseMs;
  const requestedMs = Number(headers['retry-after'] ?? 0) * 1_000;
  const spreadMs = Math.max(Math.min(most, first * 2 ** tries), Math.min(most, requestedMs));
  return requestedMs + Math.random() * spreadMs;
}
