import { answersOk, postgresAnswers } from '@holdfast/local-stack';
import { Redis } from 'ioredis';

const responseTimeoutMs = 2_000;

async function redisAnswers(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: responseTimeoutMs,
    commandTimeout: responseTimeoutMs,
  });
  // connect() rejects with the failure; without a listener, it would be printed as well.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}

/** Resolves if the process is ready; otherwise rejects with the reason. */
export function awaitResponse(name: string, address: string): Promise<void> {
  if (name === 'postgres') return postgresAnswers(address);
  if (name === 'redis') return redisAnswers(address);
  return answersOk(`${address}${name === 'mail' ? '/api/healthz' : '/health/ready'}`);
}
