import { type ShownFault, type ShownStrike } from './lab-state.ts';

/** The effects of faults and strikes on a message. */
const effects: Readonly<Record<string, (fault: Pick<ShownFault, 'ms' | 'status'>) => string>> = {
  reset: () => 'is dropped, and its connection is reset',
  close: () => 'is dropped, and its connection is closed',
  black_hole: () => 'is dropped, and its connection stays silent',
  latency: ({ ms }) => (ms === undefined ? 'arrives late' : `arrives ${ms} ms late`),
  delay: ({ ms }) => (ms === undefined ? 'arrives late' : `arrives ${ms} ms late`),
  bandwidth: () => 'arrives slowly',
  slice: () => 'arrives in small pieces',
  truncate: () => 'is cut short',
  garbage: () => 'arrives as garbage',
  status: ({ status }) => `gets ${status ?? 'an error'} instead of reaching the server`,
  status_after: ({ status }) => `reaches the server, but gets ${status ?? 'an error'}`,
  cut: () => 'is cut in half, and its connection is reset',
  duplicate: () => 'is sent twice',
  hold: () => 'is held until it is released',
};

const ofConnections: Readonly<Record<string, string>> = {
  refuse: 'Connections are refused.',
  syn_hang: 'New connections hang.',
  half_open: 'A closed connection looks open to the other side.',
};

/** `Each response to POST /payments arrives 2000 ms late.` */
export function faultSentence(fault: ShownFault): string {
  const connections = ofConnections[fault.kind];
  if (connections !== undefined) return connections;
  const effect = effects[fault.kind]?.(fault) ?? `meets the fault "${fault.kind}"`;
  return `Each ${subject(fault.direction, fault.label)} ${effect}.`;
}

/** `The next response to POST /payments is dropped, and its connection is reset.` */
export function strikeSentence({ direction, label, ordinal = 1, action, state }: ShownStrike): string {
  const effect = effects[action.kind]?.(action) ?? `meets the strike "${action.kind}"`;
  if (state === 'held') return `One ${subject(direction, label)} is held. It goes on when it is released.`;
  if (state === 'struck') return `Done. One ${subject(direction, label)} met its strike: it ${effect}.`;
  const others = ordinal === 2 ? 'one other' : `${ordinal - 1} others`;
  const start = ordinal === 1 ? 'The' : `After ${others}, the`;
  return `${start} next ${subject(direction, label)} ${effect}.`;
}

function subject(direction: string | undefined, label: string | undefined): string {
  if (direction === 'request') return label === undefined ? 'request' : `request ${label}`;
  if (direction === 'response') return label === undefined ? 'response' : `response to ${label}`;
  return label === undefined ? 'message' : `message of ${label}`;
}
