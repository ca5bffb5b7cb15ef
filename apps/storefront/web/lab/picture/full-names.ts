import { type LabBreaker } from '@holdfast/lab-api';
import { badgesOf } from './badges.ts';
import { hasNoRetries, shownBreakerOf } from './breaker-state.ts';
import { shownState } from './node-state.ts';
import { type SystemConnection, type SystemNode } from './system.ts';
import { pictureWords } from './words.ts';

/** `4 s` is read as letters: `4 seconds`. */
const inFull = (text: string): string =>
  text
    .replace(/\b(\d+(?:\.\d+)?) s\b/g, (_, count: string) => pictureWords.seconds(Number(count)))
    .replace(/\bmin\b/g, 'minutes')
    .replace('±', 'plus or minus')
    .replace(/^slow /, 'slow by ');

/** `Payments, ready, pid 4242`: the words that the node shows, for screen readers. */
export function fullNameOfNode({ name, processes }: SystemNode, facts: readonly string[]): string {
  const { nodeName, copy, states, process: pidText, notOurs } = pictureWords;
  const hasCopies = processes.length > 1;
  const shown = processes.flatMap((process, index) => {
    const state = states[shownState(process)];
    if (!hasCopies) return [state, ...(process.pid === null ? [] : [pidText(process.pid)])];
    return [`${copy(index + 1)} ${state}`];
  });
  const isStrange = processes.length === 0 && name !== 'shopper';
  return [nodeName(name), ...(isStrange ? [notOurs] : shown), ...facts].join(', ');
}

/**
 * `Connection from checkout to payments, breaker open, next try in 4 seconds, slow by 3 seconds, struck 12
 * times`.
 */
export function fullNameOfConnection(connection: SystemConnection, now: number): string {
  const { connection: named, nameInText, retriesUsedUp } = pictureWords;
  const badges = badgesOf(connection, now).flatMap(({ name, status }) => [name, status]);
  return [
    named(nameInText(connection.from), nameInText(connection.to)),
    ...(isWebhooks(connection) ? [pictureWords.webhooks] : []),
    ...breakerParts(connection.breakers, now),
    ...(hasNoRetries(connection.breakers) ? [retriesUsedUp] : []),
    ...badges,
  ]
    .map(inFull)
    .join(', ');
}

/** Stripe calls payments only to deliver webhooks. */
export const isWebhooks = ({ from }: Pick<SystemConnection, 'from'>): boolean => from === 'stripe';

function breakerParts(breakers: readonly LabBreaker[], now: number): readonly string[] {
  const shown = shownBreakerOf(breakers, now);
  if (shown === undefined) return [];
  const state = pictureWords.breakerInFull(pictureWords.breaker[shown.state]);
  return shown.next === undefined ? [state] : [state, shown.next];
}
