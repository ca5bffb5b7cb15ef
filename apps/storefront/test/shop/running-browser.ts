import { chromiumArguments, findOrFetchChromium, noChromiumHelp } from '@holdfast/testing';
import { type Browser, chromium } from 'playwright-core';
import { type Running } from './running.ts';

/** The variable with the address of the browser that all specs share. */
const browserVariable = 'TEST_BROWSER';

/** Starting one takes as much CPU as a short spec. */
export async function startBrowser(): Promise<Running> {
  const executablePath = await findOrFetchChromium();
  if (executablePath === undefined) throw new Error(noChromiumHelp);
  const server = await chromium.launchServer({ executablePath, args: [...chromiumArguments] });
  process.env[browserVariable] = server.wsEndpoint();
  return { stop: () => server.close() };
}

/** The running browser. Closing it closes its caller's pages only. */
export async function runningBrowser(): Promise<Browser> {
  const address = process.env[browserVariable];
  if (address === undefined) throw new Error(`${browserVariable} names no browser`);
  return chromium.connect(address);
}
