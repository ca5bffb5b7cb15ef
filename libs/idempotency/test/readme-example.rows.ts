import { insertRow, move, updateRow, type Write } from '../src/index.ts';
import { type Order, OrderEntity } from './readme-example.fixture.ts';

const moves = { paid: ['placed'], refused: ['placed'] } as const;

export const placed = ({ orderId, item }: Order): Write =>
  insertRow(OrderEntity, { orderId, item, status: 'placed' }, { name: 'placed', after: 'claim' });

export const paid = ({ orderId }: Order, receipt: string): Write =>
  updateRow(
    OrderEntity,
    { orderId },
    { name: 'paid', after: 'transition', move: move(moves, 'paid'), set: { receipt } },
  );
