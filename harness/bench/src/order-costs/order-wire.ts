import { type Message } from '@holdfast/lab-api';

/** By service or edge, or by queue. */
export type Counts = Readonly<Record<string, number>>;

/** The requests of one order on the wire. */
export interface OrderWire {
  /** By service, BEGIN, COMMIT and the relay's own statements included. */
  readonly statements: Counts;
  /** By edge. */
  readonly httpRequests: Counts;
  /** By service, without a worker's waiting, renewals and metrics. */
  readonly redisCommands: Counts;
  readonly smtpCommands: Counts;
  readonly total: number;
  /** The same messages as text, by edge. */
  readonly listing: string;
}

/** The relay's lease and mark. The lab takes them for polls, which these stacks do without. */
const ofRelay = 'update outbox';

/** A transaction's BEGIN counts as background, because only later statements show its purpose. */
const begin = 'BEGIN';
const ends = ['COMMIT', 'ROLLBACK'];

const isOfOrder = ({ isBackground, protocol, label }: Message): boolean =>
  !isBackground || (protocol === 'postgres' && label === ofRelay);

/** Adds the BEGIN of each transaction that belongs to an order. */
function withBegins(requests: readonly Message[]): Message[] {
  const lastBegin = new Map<string, Message>();
  const begins = new Set<Message>();
  for (const request of requests) {
    const connection = `${request.edge} ${request.connection}`;
    if (request.label === begin) lastBegin.set(connection, request);
    const opened = lastBegin.get(connection);
    if (ends.includes(request.label) && !request.isBackground && opened !== undefined) begins.add(opened);
  }
  return requests.filter((request) => isOfOrder(request) || begins.has(request));
}

function countBy(requests: readonly Message[], nameOf: (request: Message) => string): Counts {
  const groups = Map.groupBy(requests, nameOf);
  return Object.fromEntries([...groups].map(([name, { length }]) => [name, length] as const).toSorted());
}

const callerOf = ({ route }: Message): string => route.split('->')[0] ?? '';

export function orderWireOf(requests: readonly Message[]): OrderWire {
  const own = withBegins(requests);
  const of = (protocol: Message['protocol']): Message[] => own.filter((each) => each.protocol === protocol);
  return {
    statements: countBy(of('postgres'), callerOf),
    httpRequests: countBy(of('http'), ({ route }) => route),
    redisCommands: countBy(of('redis'), callerOf),
    smtpCommands: countBy(of('smtp'), callerOf),
    total: own.length,
    listing: listingOf(own),
  };
}

/** Each edge with its requests in order; repeated ones once, with their number. */
function listingOf(requests: readonly Message[]): string {
  const byEdge = [...Map.groupBy(requests, ({ route }) => route)].toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return byEdge
    .map(([route, sent]) => {
      const labels = [...Map.groupBy(sent, ({ label }) => label)];
      const lines = labels.map(([label, { length }]) => `    ${length > 1 ? `${length} × ` : ''}${label}`);
      return [`  ${route}`, ...lines].join('\n');
    })
    .join('\n');
}
