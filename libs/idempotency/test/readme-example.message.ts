import { type IdempotencyKeys, jsonResponse, keyedRequest } from '../src/index.ts';

export const takeFromStock = (keys: IdempotencyKeys, message: { id: string; item: string }) =>
  keys.transact(keyedRequest('stock', message.id, JSON.stringify(message)), 'take-stock', async (tx) => {
    await tx.query('update stock set left_over = left_over - 1 where item = $1', [message.item]);
    return jsonResponse(200, { taken: message.item });
  });
