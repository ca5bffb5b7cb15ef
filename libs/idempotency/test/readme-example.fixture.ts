import { z } from 'zod';
import { type Write } from '../src/index.ts';

export const orderSchema = z.object({ item: z.string().min(1), amountMinor: z.int().positive() });
export type Order = z.infer<typeof orderSchema>;

export const write = (step: string, after: 'claim' | 'transition', { item }: Order): Write => ({
  name: step,
  after,
  given: { item: ['text', item], step: ['text', step] },
  text: `insert into orders select operation_id, item, step from given returning operation_id`,
});

/** The keys of the charges. */
export const charged: string[] = [];

export const charge = (amountMinor: number, key: string): Promise<string> => {
  charged.push(key);
  return Promise.resolve(`receipt for ${amountMinor}`);
};
