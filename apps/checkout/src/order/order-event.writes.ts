import { type Write } from '@holdfast/idempotency';

/** Adds an entry to `GET /orders/:orderId/history`. */
export function historyWrite(
  name: string,
  after: string,
  orderId: string,
  type: string,
  text: string,
): Write {
  return {
    name,
    after,
    given: { order_id: ['text', orderId], type: ['text', type], text: ['text', text] },
    text: 'insert into order_event (order_id, type, text) select order_id, type, text from given returning event_id',
  };
}

/** Adds the entry unless the order already has one of this type. */
export function onceInHistory(
  name: string,
  after: string,
  orderId: string,
  type: string,
  text: string,
): Write {
  return {
    ...historyWrite(name, after, orderId, type, text),
    text: `insert into order_event (order_id, type, text)
           select g.order_id, g.type, g.text from given g
           where not exists (select from order_event e where e.order_id = g.order_id and e.type = g.type)
           returning event_id`,
  };
}
