import { describe, expect, it } from '@jest/globals';
import { PostgresQueueReader } from './queue-reader.ts';

const aJob = (id: string, at: number, state = 'failed') => ({
  queue: 'email',
  id,
  name: 'send-receipt',
  state,
  reason: 'no such email',
  at: String(at),
});

function aReader(...jobs: ReturnType<typeof aJob>[]) {
  const reader = new PostgresQueueReader(() => Promise.resolve(jobs));
  const dead = async (since = 1_000): Promise<string[]> =>
    (await reader.read(since)).deadLetters.map(({ id }) => id);
  return { reader, jobs, dead };
}

describe('PostgresQueueReader', () => {
  it('reads the dead letters since a time, by the clock of their consumer', async () => {
    expect(await aReader(aJob('1', 999), aJob('2', 1_000), aJob('3', 1_001, 'waiting')).dead()).toEqual([
      '2',
    ]);
  });

  it('reads those that were not there when it remembered them, whatever their time', async () => {
    const { reader, jobs, dead } = aReader(aJob('1', 2_000));
    await reader.remember();
    jobs.push(aJob('2', 5));
    expect(await dead()).toEqual(['2']);
    expect((await reader.read(0)).jobs).toContainEqual({ queue: 'email', state: 'failed', count: 1 });
  });

  it('counts all that there are', async () => {
    const { reader } = aReader(aJob('1', 5));
    await reader.remember();
    expect(await reader.allDead()).toMatchObject({ checkout: 0, email: 1 });
  });

  it('reads one that fails again', async () => {
    const { reader, jobs, dead } = aReader(aJob('1', 2_000));
    await reader.remember();
    jobs.splice(0, 1, aJob('1', 3_000));
    expect(await dead()).toEqual(['1']);
  });
});
