import { type Scenario } from '../../scenario/scenario.ts';
import cacheGoesSilent from './cache-goes-silent.ts';
import enqueueResponseLost from './enqueue-response-lost.ts';
import emailKilledAfterAcceptanceHold from './email-killed-after-acceptance-hold.ts';
import emailKilledAfterAcceptance from './email-killed-after-acceptance.ts';
import poisonJob from './poison-job.ts';
import poisonInRedis from './poison-in-redis.ts';
import redisCannotSave from './redis-cannot-save.ts';
import redisDead from './redis-dead.ts';
import redisFull from './redis-full.ts';
import redisLosesReceipts from './redis-loses-receipts.ts';
import redisReadOnly from './redis-read-only.ts';
import redisPaused from './redis-paused.ts';
import everyConsumerGoesDeaf from './every-consumer-goes-deaf.ts';
import zombieWorker from './zombie-worker.ts';

export const redisScenarios: readonly Scenario[] = [
  redisDead,
  redisFull,
  redisCannotSave,
  redisPaused,
  ...redisLosesReceipts,
  redisReadOnly,
  cacheGoesSilent,
  enqueueResponseLost,
  zombieWorker,
  emailKilledAfterAcceptance,
  emailKilledAfterAcceptanceHold,
  poisonJob,
  ...poisonInRedis,
  everyConsumerGoesDeaf,
];
