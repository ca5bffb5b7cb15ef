import { type Journey, type LabEvent, type Message } from '@holdfast/lab-api';
import { timedOut } from './try-words.ts';

/** The requests that charge a card, by route. */
const charging: Readonly<Record<string, string>> = {
  'checkout->payments': 'POST /payments',
  'payments->stripe': 'POST /v1/payment_intents',
};

/** One order on the wire. */
export interface WireRecord {
  readonly tries: Journey['tries'];
  readonly messages: readonly number[];
}

/** The traces of an order in the lab events that are kept, oldest first. */
export function wireRecordOf(orderId: string, events: readonly LabEvent[]): WireRecord {
  const messages: number[] = [];
  const requests = new Map<number, Message>();
  for (const event of events) {
    if (event.type !== 'message' || event.message.orders?.includes(orderId) !== true) continue;
    const { message } = event;
    messages.push(message.number);
    if (message.direction === 'request' && charging[message.route] === message.label)
      requests.set(message.exchange, message);
  }
  const outcomes = outcomesOf(requests, events);
  const tries = [...requests.values()].map(({ at, sender: by, exchange, number: message }) => ({
    at,
    by,
    outcome: outcomes.get(exchange) ?? 'no response yet',
    message,
  }));
  return { tries, messages };
}

/** The end of each exchange. A struck message counts as lost: its other side never saw it. */
function outcomesOf(
  requests: ReadonlyMap<number, Message>,
  events: readonly LabEvent[],
): Map<number, string> {
  const outcomes = new Map<number, string>();
  const responses = new Map<number, string>();
  for (const event of events) {
    if (event.type === 'message') {
      const { exchange, direction, label, isBackground } = event.message;
      if (direction === 'response' && !isBackground && requests.has(exchange)) {
        const status = label.slice(0, 3);
        responses.set(exchange, status);
        outcomes.set(exchange, `response ${status}`);
      }
    } else if (event.type === 'struck') {
      const { action, message } = event.strike;
      if (message === null || !requests.has(message.exchange) || !losing.has(action.kind)) continue;
      outcomes.set(message.exchange, lost(message));
    } else if (event.type === 'connection' && event.state === 'closed') {
      for (const [exchange, request] of requests) {
        const isIts = request.edge === event.edge && request.connection === event.connection;
        // A response that a strike or fault withheld has not arrived either.
        if (isIts && !hasArrived(outcomes.get(exchange)))
          outcomes.set(exchange, ended(request, event, outcomes));
      }
    }
  }
  return outcomes;
}

const losing: ReadonlySet<string> = new Set(['reset', 'close', 'cut', 'black_hole', 'hold']);

const lost = ({ direction }: Message): string => `the ${direction} was lost`;

const hasArrived = (outcome: string | undefined): boolean => outcome?.startsWith('response ') ?? false;

function ended(
  request: Message,
  { at, endedBy }: Extract<LabEvent, { type: 'connection' }>,
  outcomes: ReadonlyMap<number, string>,
): string {
  const before = outcomes.get(request.exchange);
  const how = endedBy === 'caller' ? timedOut(at - request.at) : 'connection reset';
  return before === undefined ? how : `${how}: ${before}`;
}
