import { insertRow, type Write } from '@holdfast/idempotency';
import { OrderEventEntity } from './order-event.entity.ts';

/** Adds an entry to `GET /orders/:orderId/history`. */
export function historyWrite(
  name: string,
  after: string,
  orderId: string,
  type: string,
  text: string,
  onlyIf?: string,
): Write {
  return insertRow(
    OrderEventEntity,
    { orderId, type, text },
    { name, after, ...(onlyIf === undefined ? {} : { onlyIf }) },
  );
}

/** True if the order has no entry of this type yet. */
const isFirst = 'not exists (select from order_event e where e.order_id = g.order_id and e.type = g.type)';

/** Adds the entry unless the order already has one of this type. */
export function onceInHistory(
  name: string,
  after: string,
  orderId: string,
  type: string,
  text: string,
): Write {
  return historyWrite(name, after, orderId, type, text, isFirst);
}
