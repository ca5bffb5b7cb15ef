import { type Message, type Release, type Strike } from '@holdfast/lab-api';
import { type System } from '../system/system.ts';

export interface HeldMessage {
  readonly message: Message;
  release(how: Release): Promise<void>;
}

/** Starts `act` and resolves once its message is held. `outcome` settles after the message is released. */
export async function holdAt<T>(
  system: System,
  point: Omit<Strike, 'action'>,
  act: () => Promise<T>,
): Promise<{ readonly held: HeldMessage; readonly outcome: Promise<T> }> {
  const strike = await system.lab.strike({ ...point, action: { kind: 'hold' } });
  const outcome = act();
  outcome.catch(() => undefined);
  const { message } = await strike.hit();
  if (message === null) throw new Error('a strike that hit has no message');
  return { held: { message, release: (how) => strike.release(how) }, outcome };
}
