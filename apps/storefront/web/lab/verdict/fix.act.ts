import { type FixReport } from '@holdfast/lab-api';
import { askLab, type LabResponse } from '../ask-lab.act.ts';
import { verdictWords } from './words.ts';

/** 125 s: the lab may have to start processes first, and the storefront waits 120 s for it. */
const fixLimitMs = 125_000;

/** Heals every fault, resumes and starts every process, stops customers and runs. */
export const fixEverything = (): Promise<LabResponse<FixReport>> =>
  askLab('POST', '/heal-all', undefined, fixLimitMs);

/** Leaves the orders so far out of the count. */
export async function countFromNow(): Promise<LabResponse<unknown>> {
  const response = await askLab('PUT', '/verdict/window', { since: 'now' });
  return response.isOk ? response : { ...response, detail: verdictWords.notCounting(response.detail) };
}
