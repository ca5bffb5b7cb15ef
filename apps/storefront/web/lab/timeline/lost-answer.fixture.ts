import { type LabEvent, type Message, type Protocol } from '@holdfast/lab-api';

export const start = 1_795_797_960_250;
export const orderId = 'ord_01a21de64640751b8e5f50bccf4bc795';

/**
 * An order whose first response from Stripe was struck, as the lab recorded it. A line is a message: number,
 * ms since the first, route, protocol, connection, exchange, bytes, whether it names the order, key,
 * direction, label. Statements that do not name the order are left out.
 */
const recorded = `
709 0.0 shopper->checkout http 35 1 289 - k1cust > POST /checkouts
710 11.4 checkout->postgres postgres 26 2 3484 order - > insert orders + insert order_event
712 17.2 checkout->payments http 36 3 628 order k2check > POST /payments
713 25.3 payments->postgres postgres 5 4 2871 order - > insert payment
715 30.8 payments->stripe http 37 5 966 order k3pay > POST /v1/payment_intents
716 43.7 payments->stripe http 37 5 2171 order - < 200 POST /v1/payment_intents
struck 716
closed 37 46.2
717 48.6 stripe->payments http 38 6 2761 order - > POST /webhooks/stripe
718 50.2 stripe->payments http 39 7 4155 order - > POST /webhooks/stripe
719 50.3 stripe->payments http 40 8 2779 order - > POST /webhooks/stripe
720 52.7 payments->postgres postgres 5 9 1158 order - > select idempotency_claim
722 58.5 payments->postgres postgres 7 10 1548 order - > select payment
723 59.6 stripe->payments http 38 6 244 - - < 200 POST /webhooks/stripe
725 59.9 payments->postgres postgres 5 11 395 order - > select idempotency_claim
727 64.1 payments->postgres postgres 7 12 3964 order - > update payment + insert outbox + update idempotency_key
730 65.4 stripe->payments http 39 7 244 - - < 200 POST /webhooks/stripe
closed 38 67.3
734 72.4 stripe->payments http 40 8 244 - - < 200 POST /webhooks/stripe
closed 39 73.8
closed 40 76.2
767 100.6 payments->postgres postgres 42 24 1018 order - > select add_jobs_bulk
775 119.9 payments->postgres postgres 7 26 473 order - > update outbox
776 120.1 checkout->postgres postgres 24 25 1702 order - < select move_to_active
777 120.4 payments->stripe http 43 27 966 order k3pay > POST /v1/payment_intents
781 124.0 payments->stripe http 43 27 2198 order - < 200 POST /v1/payment_intents
783 126.8 checkout->postgres postgres 26 29 1638 order - > select orders
784 127.8 payments->postgres postgres 7 30 3598 order - > update idempotency_key + update payment + insert outbox
788 131.8 checkout->payments http 36 3 614 order - < 201 POST /payments
790 133.6 checkout->postgres postgres 26 31 4316 order - > update orders + insert outbox + insert order_event + update idempotency_key
795 140.2 checkout->postgres postgres 28 33 5081 order - > update idempotency_key + update orders + insert outbox + insert order_event
799 143.5 checkout->postgres postgres 26 36 1638 order - > select orders
806 149.4 shopper->checkout http 35 1 934 order - < 201 POST /checkouts
closed 35 156.5
854 171.4 checkout->postgres postgres 46 54 1052 order - > select add_jobs_bulk
874 189.1 recommendations->postgres postgres 16 60 1727 order - < select move_to_active
877 193.8 checkout->postgres postgres 47 63 1257 order - > select add_jobs_bulk
884 202.3 recommendations->postgres postgres 10 66 345 order - > insert inbox
889 205.6 recommendations->postgres postgres 10 69 811 order - > insert purchase + insert co_purchase + insert customer_product
899 209.8 checkout->postgres postgres 25 72 512 order - > update outbox
907 217.7 email->postgres postgres 17 73 1930 order - < select move_to_active
911 223.7 email->postgres postgres 14 76 2718 order - > update email + insert email
923 342.8 email->mail smtp 48 80 37 - - > MAIL
924 344.2 email->mail smtp 48 81 27 - - > RCPT
925 344.2 email->mail smtp 48 82 6 - - > DATA
926 344.5 email->mail smtp 48 80 14 - - < 250 MAIL
927 345.1 email->mail smtp 48 81 14 - - < 250 RCPT
928 347.5 email->mail smtp 48 82 37 - - < 354 DATA
929 351.3 email->postgres postgres 14 83 360 order - > update email
931 353.3 email->mail smtp 48 84 6776 order - > DATA content
932 379.8 email->mail smtp 48 84 32 - - < 250 DATA content
933 382.6 email->postgres postgres 14 85 315 order - > update email
`;

const strike = {
  strikeId: 'strike-1',
  edge: 'payments->stripe',
  direction: 'response',
  label: 'POST /v1/payment_intents',
  action: { kind: 'reset' },
  state: 'struck',
} as const;

export function newMessage(part: Partial<Message>): Message {
  const message: Message = {
    number: 1,
    at: start,
    edge: 'checkout->payments',
    route: 'checkout->payments',
    protocol: 'http',
    direction: 'request',
    label: 'POST /payments',
    sender: 'checkout',
    receiver: 'payments',
    connection: 1,
    bytes: 628,
    exchange: 1,
    orders: [],
    isBackground: false,
    ...part,
  };
  const [caller = '', called = ''] = message.route.split('->');
  const isRequest = message.direction === 'request';
  return {
    ...message,
    edge: message.route,
    sender: part.sender ?? (isRequest ? caller : called),
    receiver: part.receiver ?? (isRequest ? called : caller),
  };
}

function messageOf(line: string): Message {
  const [number, ms, route = '', protocol, connection, exchange, bytes, order, key = '-', arrow, ...label] =
    line.split(' ');
  return newMessage({
    number: Number(number),
    at: start + Number(ms),
    route,
    protocol: protocol as Protocol,
    direction: arrow === '>' ? 'request' : 'response',
    label: label.join(' '),
    connection: Number(connection),
    exchange: Number(exchange),
    bytes: Number(bytes),
    orders: order === 'order' ? [orderId] : [],
    ...(key === '-' ? {} : { key }),
  });
}

/** The events of that order. */
export function lostAnswer(): readonly LabEvent[] {
  const messages = new Map<number, Message>();
  return recorded
    .trim()
    .split('\n')
    .map((line): LabEvent => {
      const [first, second, third] = line.split(' ');
      if (first === 'closed')
        return {
          type: 'connection',
          at: start + Number(third),
          edge: '',
          connection: Number(second),
          state: 'closed',
        };
      if (first === 'struck') {
        const message = messages.get(Number(second)) ?? null;
        return { type: 'struck', at: message?.at ?? 0, strike: { ...strike, message } };
      }
      const message = messageOf(line);
      messages.set(message.number, message);
      return { type: 'message', message };
    });
}
