import { freePortBase, LocalStack, readSettings } from '@holdfast/local-stack';
import { temporaryFolder, workerPorts } from '@holdfast/testing';
import { afterAll, beforeAll } from '@jest/globals';
import { chmodSync, rmSync } from 'node:fs';
import { StreamReader } from './stream-reader.ts';

/** A stack starts in 5 s, and on a machine that is full of other tests in a minute. */
const startMs = 180_000;

export interface ObservedStack {
  readonly stack: LocalStack;
  /** A page of the lab. */
  readonly page: StreamReader;
  readonly dataDir: string;
  readonly call: <Body>(
    method: string,
    route: string,
    body?: unknown,
  ) => Promise<{ readonly status: number; readonly body: Body }>;
}

/** A running stack without a storefront, and a page that listens to its lab, for the specs of a file. */
export function useObservedStack(): ObservedStack {
  const dataDir = temporaryFolder();
  let stack: LocalStack;
  let page: StreamReader | undefined;

  beforeAll(async () => {
    chmodSync(dataDir, 0o755);
    const settings = readSettings({
      PATH: process.env['PATH'],
      DATA_DIR: dataDir,
      PORT_BASE: `${await freePortBase(workerPorts())}`,
      STOREFRONT: 'off',
    });
    stack = new LocalStack({ ...settings, runsBundles: true });
    await stack.start();
    page = await StreamReader.open(stack.labUrl);
  }, startMs);

  afterAll(async () => {
    page?.close();
    await stack.stop();
    rmSync(dataDir, { recursive: true });
  });

  return {
    dataDir,
    get stack() {
      return stack;
    },
    get page() {
      return page as StreamReader;
    },
    call: async <Body>(method: string, route: string, body?: unknown) => {
      const response = await fetch(stack.labUrl + route, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Body };
    },
  };
}
