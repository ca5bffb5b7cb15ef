import { v7 as uuidv7 } from 'uuid';
import { isOpen } from '../customers/customer.ts';
import { type Member } from './cast.ts';
import { type Stage } from './stage.ts';

/** A hasty client gives up after 200 ms, and sends the next request immediately. */
const hastyMs = 200;
/** As `@holdfast/checkout-client` retries: 200 ms, doubled up to 10 s, of which a random share is taken. */
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
    const { first, most } = politePauseMs;
    const polite = Math.random() * Math.min(most, first * 2 ** tries);
    await clock.pause(manner === 'hasty' ? Math.max(0, sentAt + hastyMs - clock.now()) : polite, signal);
  }
}
