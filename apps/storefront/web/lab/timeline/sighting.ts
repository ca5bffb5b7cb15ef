import { type Direction, type Message, type Protocol } from '@holdfast/lab-api';
import { isStoreRole, roleOf } from './lanes.ts';

/** The effect of a fault or a strike on a message. */
export interface Struck {
  /** `reset`, `latency`, `hold` */
  readonly kind: string;
  /** `connection reset` */
  readonly words: string;
  /** It never reached its receiver whole. */
  readonly isLost: boolean;
}

/** A message as the timeline keeps it. The mutable parts are learned after it has passed. */
export interface Sighting {
  readonly number: number;
  readonly at: number;
  readonly route: string;
  readonly protocol: Protocol;
  readonly direction: Direction;
  readonly label: string;
  /** Processes: `checkout-2`, `stripe-simulator`. `lab` if the lab responded instead of the server. */
  readonly sender: string;
  readonly receiver: string;
  /** Lanes. */
  readonly from: string;
  readonly to: string;
  readonly connection: number;
  readonly bytes: number;
  readonly exchange: number | null;
  readonly orders: readonly string[];
  readonly key: string | null;
  readonly isStore: boolean;
  /** 1 unless the same request has passed before. */
  readonly attempt: number;
  struck: Struck | null;
  /** A request whose connection closed without a response, at this time. */
  unansweredAt: number | null;
}

const noOrders: readonly string[] = [];
const texts = new Map<string, string>();

/** The same few names come with every message; one copy of each is enough. */
function shared(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size < 2_000) texts.set(text, text);
  return text;
}

export function sightingOf(message: Message, attempt: number): Sighting {
  const { number, at, protocol, direction, connection, bytes, orders = noOrders } = message;
  const [caller = '', called = ''] = message.route.split('->');
  const isRequest = direction === 'request';
  return {
    number,
    at,
    route: shared(message.route),
    protocol: shared(protocol) as Protocol,
    direction: isRequest ? 'request' : 'response',
    label: shared(message.label),
    sender: shared(message.sender),
    receiver: shared(message.receiver),
    from: shared(roleOf(isRequest ? caller : called)),
    to: shared(roleOf(isRequest ? called : caller)),
    connection,
    bytes,
    exchange: message.exchange ?? null,
    orders: orders.length === 0 ? noOrders : orders,
    key: message.key ?? null,
    isStore: isStoreRole(roleOf(called)),
    attempt,
    struck: null,
    unansweredAt: null,
  };
}

/** `POST /payments` for `201 POST /payments` too. */
export const requestLabel = ({ direction, label }: Pick<Message, 'direction' | 'label'>): string =>
  direction === 'response' ? label.replace(/^\d{3} /, '') : label;

export const isLost = ({ struck }: Sighting): boolean => struck?.isLost === true;

/** Drawn on its own even where a lane shows density. */
export const isNotable = ({ struck, unansweredAt }: Sighting): boolean =>
  struck !== null || unansweredAt !== null;
