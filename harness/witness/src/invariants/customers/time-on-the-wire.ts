import { type Message } from '@holdfast/lab-api';
import { type CustomerResponse } from '../../customers/shopper.ts';
import { type Evidence } from '../evidence.ts';

/** 50 ms: by so much the clocks of the lab's and the customers' processes may differ. */
const clocksMs = 50;

/**
 * True if the wire shows that checkout responded within the limit: the rest of the time was the client's own,
 * on a busy machine. Several exchanges can be this one. Then all of them were in time.
 */
export function isInTimeOnTheWire(evidence: Evidence, response: CustomerResponse, limitMs: number): boolean {
  const times = exchangesLike(evidence, response).map(({ request, reply }) => reply.at - request.at);
  return times.length > 0 && times.every((ms) => ms <= limitMs);
}

interface Exchange {
  readonly request: Message;
  readonly reply: Message;
}

/** Those of a customer with this method and status, from the beginning to the end of the client's wait. */
function exchangesLike({ events }: Evidence, response: CustomerResponse): Exchange[] {
  const { method, status, startedAt, endedAt } = response;
  const messages = events.flatMap((event) =>
    event.type === 'message' && event.message.route === 'shopper->checkout' ? [event.message] : [],
  );
  const requests = new Map(
    messages.filter(({ direction }) => direction === 'request').map((each) => [each.exchange, each]),
  );
  return messages
    .filter(({ label }) => label.startsWith(`${status} ${method} `))
    .map((reply) => ({ request: requests.get(reply.exchange), reply }))
    .filter((each): each is Exchange => each.request !== undefined)
    .filter(({ request, reply }) => request.at >= startedAt - clocksMs && reply.at <= endedAt + clocksMs);
}
