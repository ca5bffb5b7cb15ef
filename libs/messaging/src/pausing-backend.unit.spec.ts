import { describe, expect, it, jest } from '@jest/globals';
import { type IQueueBackend } from 'bullmq';
import { pausing } from './pausing-backend.ts';

const failing = (error: Error): IQueueBackend =>
  pausing({ moveToActive: () => Promise.reject(error) } as unknown as IQueueBackend);
const settled = (backend: IQueueBackend): jest.Mock => {
  const end = jest.fn();
  backend.moveToActive('token', 'worker').catch(end);
  return end;
};
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a worker whose server refuses it', () => {
  it('pauses before it learns of the failure, and then tries again', async () => {
    const error = new Error('the database system is starting up');
    const end = settled(failing(error));
    await nextTurn();
    expect(end).not.toHaveBeenCalled();
    await expect(failing(error).moveToActive('token', 'worker')).rejects.toBe(error);
  });

  it('learns immediately of a refused connection, after which BullMQ pauses itself', async () => {
    const end = settled(failing(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })));
    await nextTurn();
    expect(end).toHaveBeenCalledTimes(1);
  });
});
