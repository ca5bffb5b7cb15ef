import { isRecord } from '../http/problem.ts';
import { isText, isTime } from './order.ts';

/** The history of an order, oldest first, as returned by `GET /orders/:orderId/history`. */
export interface OrderEvents {
  readonly events: readonly OrderEvent[];
}

export interface OrderEvent {
  readonly at: string;
  readonly type: string;
  /** Text for the customer, in plain English. */
  readonly text: string;
}

export function areOrderEvents(json: unknown): json is OrderEvents {
  return isRecord(json) && Array.isArray(json['events']) && json['events'].every(isOrderEvent);
}

function isOrderEvent(json: unknown): boolean {
  return isRecord(json) && isTime(json['at']) && isText(json['type']) && isText(json['text']);
}
