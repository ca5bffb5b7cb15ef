import { type CustomerResponse } from '@holdfast/witness';
import { type System } from '../system/system.ts';

/** Buys until both instances, which take turns, respond like this. Returns the last response. */
export async function bothRespond(
  system: System,
  what: string,
  isExpected: (response: CustomerResponse) => boolean,
): Promise<CustomerResponse> {
  let inARow = 0;
  return system.until(
    `${what} by both instances, which take turns`,
    async () => {
      const response = await system.shopper().checkOut({ attempts: 1 });
      inARow = isExpected(response) ? inARow + 1 : 0;
      return inARow === 4 ? response : undefined;
    },
    20_000,
  );
}

export const cannotCharge = ({ status, text }: CustomerResponse): boolean =>
  status === 503 && text.includes('payments_unavailable');

export const isPaid = ({ status }: CustomerResponse): boolean => status === 201;
