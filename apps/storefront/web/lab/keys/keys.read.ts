import { type UnfinishedKey } from '@holdfast/lab-api';
import { askLab } from '../ask-lab.act.ts';

/** @throws an Error whose message is a sentence */
export async function readKeys(): Promise<readonly UnfinishedKey[]> {
  const response = await askLab<readonly UnfinishedKey[]>('GET', '/keys');
  if (!response.isOk) throw new Error(response.detail);
  return response.value;
}
