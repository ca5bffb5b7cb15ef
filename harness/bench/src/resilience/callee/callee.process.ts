import { startService } from '@holdfast/testing';
import { request } from 'undici';

export const calleeProgram = 'harness/bench/dist/resilience/callee/callee.main.js';

export interface Callee {
  readonly url: string;
  /** Requests that have arrived, by the last word of their path. */
  readonly counts: () => Promise<Readonly<Record<string, number>>>;
  readonly stop: () => Promise<void>;
}

/** Starts the called server in its own process. */
export async function startCallee(): Promise<Callee> {
  const { url, stop } = await startService({
    program: calleeProgram,
    env: {},
  });
  return {
    url,
    counts: async () => {
      const { body } = await request(url);
      return (await body.json()) as Record<string, number>;
    },
    stop,
  };
}
