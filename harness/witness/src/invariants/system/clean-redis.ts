import { type RedisEntry } from '../../ledgers/redis-entries.ts';
import { type Evidence } from '../evidence.ts';
import { type Invariant } from '../invariant.ts';
import { namesOfCustomers } from '../names-of-customers.ts';
import { parsed, responsesIn } from '../responses.ts';
import { text } from '../rows.ts';
import { secretsIn } from './clean-logs.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** 42. As documented in `docs/reference/personal-data.md`. */
export const cleanRedis: Invariant = {
  number: 42,
  says: 'In Redis, no key or value outside the queues contains a secret, a payment method, or the address or the full name of a customer. Suggestions and counters of network addresses end within an hour, all others within a day.',
  contradictions: (evidence) => [...endless(evidence), ...named(evidence)],
};

/** It ends only with all other data. */
const generation = 'holdfast:queue-generation';
/** A count by network address, or a cached value. */
const shortLived = /^\{holdfast:attempts\}:\w+_per_address:|^holdfast:/;

const endless = ({ redisEntries = [] }: Evidence): string[] =>
  redisEntries
    .filter(({ key }) => key !== generation)
    .flatMap(({ key, leftMs }) => {
      if (leftMs < 0) return [`${key} never ends`];
      const mostMs = shortLived.test(key) ? hourMs : dayMs;
      return leftMs <= mostMs ? [] : [`${key} ends only after ${Math.ceil(leftMs / 1_000)} s`];
    });

function named(evidence: Evidence): string[] {
  const methods = responsesIn(evidence)
    .map(({ sent }) => text(parsed(sent) ?? {}, 'paymentMethod'))
    .filter((method) => method.startsWith('pm_'))
    .map((form) => ({ kind: 'a payment method', form }));
  const names = [...secretsIn(evidence), ...namesOfCustomers(evidence), ...methods];
  return (evidence.redisEntries ?? []).flatMap((entry) => {
    const stored = textOf(entry);
    const found = names.find(({ form }) => stored.includes(form.toLowerCase()));
    return found === undefined ? [] : [`${entry.key} contains ${found.kind}`];
  });
}

const textOf = ({ key, value }: RedisEntry): string => `${key}\n${value}`.toLowerCase();
