import { type Scenario } from '../../scenario/scenario.ts';
import cacheFallsSilent from './cache-falls-silent.ts';
import enqueueAnswerLost from './enqueue-answer-lost.ts';
import heldAfterTheMailWasTaken from './held-after-the-mail-was-taken.ts';
import killedAfterTheMailWasTaken from './killed-after-the-mail-was-taken.ts';
import poisonJob from './poison-job.ts';
import redisDead from './redis-dead.ts';
import redisForgetsTwentyReceipts from './redis-forgets-twenty-receipts.ts';
import redisReadOnly from './redis-read-only.ts';
import redisStopped from './redis-stopped.ts';
import zombieWorker from './zombie-worker.ts';

export const redisScenarios: readonly Scenario[] = [
  redisDead,
  redisStopped,
  redisForgetsTwentyReceipts,
  redisReadOnly,
  cacheFallsSilent,
  enqueueAnswerLost,
  zombieWorker,
  killedAfterTheMailWasTaken,
  heldAfterTheMailWasTaken,
  poisonJob,
];
