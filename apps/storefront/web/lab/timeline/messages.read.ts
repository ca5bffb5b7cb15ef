import { type CapturedMessage, type Journey, type Message } from '@holdfast/lab-api';
import { askLab, type LabResponse } from '../ask-lab.act.ts';

/** The bytes of a message. Status 410: forgotten. */
export const readMessage = (number: number): Promise<LabResponse<CapturedMessage>> =>
  askLab('GET', `/messages/${number}`);

/** Status 404: no order has this ID. */
export const readJourney = (orderId: string): Promise<LabResponse<Journey>> =>
  askLab('GET', `/orders/${encodeURIComponent(orderId)}/journey`);

const mostEarlier = 150;
const atOnce = 6;

/** Those of these messages that the lab still has. Stops when they are not wanted. */
export async function readEarlier(
  numbers: readonly number[],
  isWanted: () => boolean,
): Promise<readonly Message[]> {
  const left = numbers.slice(-mostEarlier);
  const found: Message[] = [];
  const readNext = async (): Promise<void> => {
    for (let number = left.pop(); number !== undefined && isWanted(); number = left.pop()) {
      const response = await readMessage(number);
      if (response.isOk) found.push(response.value.message);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, readNext));
  return found;
}
