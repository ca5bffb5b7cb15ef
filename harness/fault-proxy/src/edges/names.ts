import { lookup } from 'node:dns/promises';
import { setTimeout as after } from 'node:timers/promises';

export type Resolve = (host: string) => Promise<readonly string[]>;

const lookUp: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** 1 s: names of containers and pods resolve within milliseconds; the rest is for a busy resolver. */
const answerMs = 1_000;

/**
 * Resolves names, one lookup per name at a time: a lookup of a missing name can take many seconds, and Node
 * runs only four in parallel. A name that does not resolve within `withinMs` (default 1 s) counts as missing
 * until its lookup ends.
 */
export function resolver(resolve: Resolve = lookUp, withinMs = answerMs): Resolve {
  const inProgress = new Map<string, Promise<readonly string[]>>();
  const begin: Resolve = (host) => {
    const found = resolve(host).finally(() => inProgress.delete(host));
    const inTime = Promise.race([found, after(withinMs, [], { ref: false })]);
    inProgress.set(host, inTime);
    return inTime;
  };
  return (host) => inProgress.get(host) ?? begin(host);
}
