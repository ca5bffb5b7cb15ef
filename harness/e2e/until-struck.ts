import { eventually } from '@holdfast/testing';
import { type Reply } from './shopper.ts';

/**
 * Sends a request until a fault of the local Stripe has hit, again after each response, as a client does.
 * Resolves to the end of the last one: it may fail, because the test kills what works on it.
 */
export async function untilStruck(
  request: () => Promise<Reply>,
  faults: () => Promise<Reply>,
): Promise<{ readonly end: Promise<unknown> }> {
  let isAnswered = true;
  let end: Promise<string> = Promise.resolve('not sent yet');
  let last = '';
  const again = async (): Promise<string> => {
    isAnswered = false;
    last = await request().then(({ status, text }) => `${status} ${text}`, String);
    isAnswered = true;
    return last;
  };
  await eventually(
    async () => {
      if ((await faults()).text.includes('"struck":1')) return;
      if (isAnswered) end = again();
      throw new Error(`Stripe was not called; the last response: ${last}`);
    },
    { timeoutMs: 30_000, intervalMs: 100 },
  );
  return { end };
}
