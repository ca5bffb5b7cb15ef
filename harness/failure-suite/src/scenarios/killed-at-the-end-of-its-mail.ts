import { type System } from '../system/system.ts';
import { expectPaid } from './expectations.ts';

/**
 * Kills and restarts the worker just before it learns that the mail server accepted its receipt. Returns the
 * order ID.
 */
export async function killedAtTheEndOfItsMail(system: System): Promise<string> {
  const strike = await system.lab.strike({
    edge: 'email->mail',
    direction: 'response',
    label: '250 DATA content',
    action: { kind: 'hold' },
  });
  const orderId = expectPaid(await system.shopper('Ada').checkOut());
  const { message } = await strike.hit();
  const worker = system.process(message?.receiver ?? 'email');
  await worker.kill();
  await strike.release('reset');
  await worker.start();
  return orderId;
}
