import { readRunningState, stackSecrets } from '@holdfast/local-stack';
import { NotMeasured } from '../../command-line.ts';

/** A running stack on this machine, whichever process started it. */
export interface MeasuredStack {
  /** Addresses by name, as `npm run status` shows them. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly stripeSecretKey: string;
  /** The pid of each process that runs now. */
  pids(): ReadonlyMap<string, number>;
}

/**
 * The stack that runs in a data folder.
 * @throws NotMeasured if none does
 */
export function measuredStack(dataDir: string): MeasuredStack {
  const state = readRunningState(dataDir);
  if (state === undefined) throw new NotMeasured(`No stack runs in ${dataDir}.`);
  return {
    addresses: state.addresses,
    stripeSecretKey: stackSecrets(dataDir).stripeSecretKey,
    pids: () => new Map(readRunningState(dataDir)?.processes.map(({ name, pid }) => [name, pid]) ?? []),
  };
}

/** Through the lab if it is on. */
export const checkoutPort = (stack: MeasuredStack): number =>
  Number(new URL(stack.addresses['checkout through the lab'] ?? addressOf(stack, 'checkout')).port);

/** An address that every stack has, unless its user brought another server. */
export function addressOf({ addresses }: MeasuredStack, name: string): string {
  const address = addresses[name];
  if (address === undefined) throw new NotMeasured(`The stack has no ${name} of its own.`);
  return address;
}
