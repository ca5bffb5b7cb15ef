import { rmSync } from 'node:fs';
import path from 'node:path';
import { LabClient } from '@holdfast/lab-api';
import { freePortBase, LocalStack, pathWithRedis, readSettings } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';

export interface Shop {
  /** The origin of the pages. */
  readonly url: string;
  readonly lab: LabClient;
  readonly stack: LocalStack;
  /** Stops it and deletes its data. */
  stop(): Promise<void>;
}

/** Starts a stack on free ports with data of its own. */
export async function startShop(): Promise<Shop> {
  const folder = temporaryFolder();
  const settings = readSettings({
    PORT_BASE: String(await freePortBase()),
    DATA_DIR: path.join(folder, 'stack'),
    PATH: pathWithRedis(process.env['PATH'] ?? ''),
  });
  const stack = new LocalStack(settings);
  const stop = async (): Promise<void> => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await stack.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: stack.address('storefront'), lab: new LabClient(stack.labUrl), stack, stop };
}
