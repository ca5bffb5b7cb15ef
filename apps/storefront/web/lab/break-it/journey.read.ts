import { type Journey } from '@holdfast/lab-api';
import { askLab } from '../ask-lab.act.ts';

/** Null if the lab's checkout has no such order. @throws an Error whose message is a sentence */
export async function readJourney(orderId: string): Promise<Journey | null> {
  const response = await askLab<Journey>('GET', `/orders/${encodeURIComponent(orderId)}/journey`);
  if (response.isOk) return response.value;
  if (response.status === 404) return null;
  throw new Error(response.detail);
}
