import { type EdgeStatus, type LabBreaker, type LabProcess, type Protocol } from '@holdfast/lab-api';
import { type StandingFault, type StandingStrike } from './system.ts';

export const now = Date.parse('2026-11-27T10:00:00.000Z');

const protocols: Readonly<Record<string, Protocol>> = { postgres: 'postgres', redis: 'redis', mail: 'smtp' };

export function edge(name: string, change: Partial<EdgeStatus> = {}): EdgeStatus {
  const [from = '', to = ''] = name.split('->');
  return {
    edge: name,
    from: from === 'stripe' ? 'stripe-simulator' : from,
    to,
    protocol: protocols[to] ?? 'http',
    port: 3050,
    upstreams: [{ name: to, host: '127.0.0.1', port: 3002 }],
    connections: 1,
    accepted: 1,
    messages: 0,
    backgroundMessages: {},
    faults: [],
    ...change,
  };
}

/** The edges of `npm start`. */
export const edges = [
  'shopper->checkout',
  'checkout->payments',
  'checkout->recommendations',
  'checkout->postgres',
  'checkout->redis',
  'payments->stripe',
  'payments->postgres',
  'payments->redis',
  'email->mail',
  'email->postgres',
  'email->redis',
  'recommendations->postgres',
  'recommendations->redis',
  'stripe->payments',
].map((name) => edge(name));

export const labProcess = (name: string, change: Partial<LabProcess> = {}): LabProcess => ({
  name,
  state: 'ready',
  pid: 4242,
  port: 3002,
  memoryBytes: 90_000_000,
  degraded: [],
  ...change,
});

export const breaker = (change: Partial<LabBreaker> = {}): LabBreaker => ({
  process: 'checkout',
  edge: 'checkout->payments',
  dependency: 'payments',
  breaker: 'closed',
  since: new Date(now - 60_000).toISOString(),
  explanation: 'The payments breaker has been closed for 1 min. Calls go through.',
  usersSee: 'Nothing.',
  nextProbeAt: null,
  hasBreaker: true,
  failures: 0,
  finished: 120,
  pausedUntil: null,
  retriesLeft: 10,
  inUse: 0,
  inUseLimit: 50,
  readAt: now,
  ...change,
});

export const openBreaker = (nextTryInMs: number, change: Partial<LabBreaker> = {}): LabBreaker =>
  breaker({ breaker: 'open', nextProbeAt: new Date(now + nextTryInMs).toISOString(), ...change });

export const fault = (change: Partial<StandingFault> = {}): StandingFault =>
  ({
    faultId: 'fault-1',
    edge: 'checkout->payments',
    kind: 'latency',
    ms: 3_000,
    struck: 0,
    setAt: now,
    endsAt: now + 120_000,
    lastStruckAt: null,
    ...change,
  }) as StandingFault;

export const strike = (change: Partial<StandingStrike> = {}): StandingStrike => ({
  strikeId: 'strike-1',
  edge: 'payments->stripe',
  direction: 'response',
  action: { kind: 'reset' },
  state: 'armed',
  message: null,
  armedAt: now,
  ...change,
});

export const hit = (label: string): NonNullable<StandingStrike['message']> => ({
  number: 7,
  at: now,
  edge: 'payments->stripe',
  route: 'payments->stripe',
  protocol: 'http',
  direction: 'response',
  label,
  sender: 'stripe-simulator',
  receiver: 'payments',
  connection: 1,
  bytes: 300,
  exchange: 3,
  isBackground: false,
});
