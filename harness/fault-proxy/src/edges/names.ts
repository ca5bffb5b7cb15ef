import { lookup } from 'node:dns/promises';
import { setTimeout as after } from 'node:timers/promises';

export type Resolve = (host: string) => Promise<readonly string[]>;

const lookUp: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** 1 s: names of containers and pods are answered within milliseconds; this is long enough for a resolver that is busy (guess). */
const answerMs = 1_000;

/**
 * Looks names up, each one once at a time: a lookup may take many seconds when its name is gone, and Node does four of any kind at once. A
 * name without an answer within `withinMs` (default 1 s) stands for nobody, at once for those who ask from then on, until its lookup ends.
 */
export function resolver(resolve: Resolve = lookUp, withinMs = answerMs): Resolve {
  const underWay = new Map<string, Promise<readonly string[]>>();
  const begin: Resolve = (host) => {
    const found = resolve(host).finally(() => underWay.delete(host));
    const inTime = Promise.race([found, after(withinMs, [], { ref: false })]);
    underWay.set(host, inTime);
    return inTime;
  };
  return (host) => underWay.get(host) ?? begin(host);
}
