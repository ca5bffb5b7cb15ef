import { type ExperimentReport } from '@holdfast/lab-api';
import { askLab } from '../ask-lab.act.ts';

/** @throws an Error whose message is a sentence */
export async function readExperiments(): Promise<readonly ExperimentReport[]> {
  const response = await askLab<readonly ExperimentReport[]>('GET', '/experiments');
  if (!response.isOk) throw new Error(response.detail);
  return response.value;
}
