import { type Breakable } from '@holdfast/witness';
import { Redis } from 'ioredis';
import { type LabContext } from '../context/lab-context.ts';

const redisTimeoutMs = 2_000;

/** The lab's means to break the parts of a plan. */
export const labBreakable = (context: LabContext): Breakable => ({
  fault: async (route, fault) => {
    const { faultId } = await context.lab.setFault(route, fault);
    return async () => {
      // Healed by someone else: what it struck until then is unknown.
      const isSet = context.lab.faults().some((each) => each.faultId === faultId);
      return isSet && (await context.lab.clearFault(faultId)).struck > 0;
    };
  },
  act: async (process, act) => void (await context.processes.act(process, act)),
  provider: {
    fault: async (body) => void (await context.provider.add(body)),
    faults: async () => (await context.provider.faults()).map((fault) => ({ ...fault })),
    clearFaults: async () => void (await context.provider.clear()),
  },
  emptyQueues: () => emptyRedis(context),
  cutDatabase: () => Promise.reject(new Error('The lab only reads databases.')),
});

async function emptyRedis({ observe }: LabContext): Promise<void> {
  if (observe.redisUrl === null) throw new Error('This stack has no Redis.');
  const redis = new Redis(observe.redisUrl, {
    maxRetriesPerRequest: 1,
    connectTimeout: redisTimeoutMs,
    commandTimeout: redisTimeoutMs,
  });
  redis.on('error', () => undefined);
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}
