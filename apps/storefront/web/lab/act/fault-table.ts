import { type Fault, type Protocol, type StrikeAction } from '@holdfast/lab-api';

/** A number that a fault or strike takes. */
export interface NumberField {
  readonly name: 'ms' | 'jitterMs' | 'bytesPerSecond' | 'bytes' | 'pauseMs' | 'status';
  readonly label: string;
  readonly initial: string;
  readonly min: number;
  readonly max: number;
  readonly isOptional?: boolean;
}

/** One entry of the whole table: a fault meets all messages, a strike meets one. */
export interface TableEntry {
  readonly id: `${'fault' | 'strike'}:${string}`;
  readonly label: string;
  readonly says: string;
  readonly fields: readonly NumberField[];
  /** It acts on messages, so that it can be narrowed to one direction and one label. */
  readonly isOnMessages: boolean;
  /** The directions it can have, if not both. */
  readonly only?: 'request' | 'response';
  readonly protocols?: readonly Protocol[];
  readonly hasTimes: boolean;
}

const longestMs = 600_000;
const field = (
  name: NumberField['name'],
  label: string,
  initial: string,
  more: Partial<NumberField> = {},
): NumberField => ({
  name,
  label,
  initial,
  min: 0,
  max: longestMs,
  ...more,
});

const ms = field('ms', 'Delay in ms', '3000');
const jitter = field('jitterMs', 'Give or take, in ms', '500', { isOptional: true });
const bytes = (min: number): NumberField => field('bytes', 'Bytes', '100', { min, max: 1_000_000_000 });
const status = field('status', 'Status', '503', { min: 200, max: 599 });
const speaking: readonly Protocol[] = ['http', 'smtp'];

const fault = (
  kind: Fault['kind'],
  label: string,
  says: string,
  more: Partial<TableEntry> = {},
): TableEntry => ({
  id: `fault:${kind}`,
  label,
  says,
  fields: [],
  isOnMessages: true,
  hasTimes: true,
  ...more,
});

const strike = (
  kind: StrikeAction['kind'],
  label: string,
  says: string,
  more: Partial<TableEntry> = {},
): TableEntry => ({
  id: `strike:${kind}`,
  label,
  says,
  fields: [],
  isOnMessages: true,
  hasTimes: false,
  ...more,
});

export const faultTable: readonly TableEntry[] = [
  fault('latency', 'Slow', 'Messages arrive late.', { fields: [ms, jitter] }),
  fault('reset', 'Reset', 'The message is dropped, both sides are reset.'),
  fault('close', 'Close', 'The message is dropped, both sides are closed gracefully.'),
  fault('black_hole', 'Black hole', 'The message is dropped, its connection stays silent.'),
  fault('refuse', 'Refuse', 'The port is closed: connections are refused.', { isOnMessages: false }),
  fault('syn_hang', 'Hang', 'Handshakes hang, as with an unreachable host.', {
    isOnMessages: false,
    hasTimes: false,
  }),
  fault('half_open', 'Half-open', 'A side that disconnects looks connected to the other.', {
    isOnMessages: false,
  }),
  fault('bandwidth', 'Bandwidth', 'Messages arrive slowly.', {
    fields: [field('bytesPerSecond', 'Bytes per second', '1000', { min: 1, max: 1_000_000_000 })],
  }),
  fault('slice', 'Slice', 'Messages arrive in pieces.', {
    fields: [bytes(1), field('pauseMs', 'Pause in ms', '10', { isOptional: true })],
  }),
  fault('truncate', 'Truncate', 'Only the first bytes arrive, then the connection closes.', {
    fields: [bytes(0)],
  }),
  fault('garbage', 'Garbage', 'The body is replaced with garbage.'),
  fault('status', 'Status instead', 'The caller gets this status; the server never sees the request.', {
    fields: [status],
    only: 'request',
    protocols: speaking,
  }),
  fault('status_after', 'Status after the work', 'The server does its work; the caller gets this status.', {
    fields: [status],
    only: 'response',
    protocols: speaking,
  }),
];

export const strikeTable: readonly TableEntry[] = [
  strike('reset', 'Drop it', 'The message is dropped, both sides are reset.'),
  strike('close', 'Drop it and close', 'The message is dropped, both sides are closed gracefully.'),
  strike('black_hole', 'Swallow it', 'The message is dropped, its connection stays silent.'),
  strike('cut', 'Cut it', 'Half of the message arrives, then the connection is reset.'),
  strike('delay', 'Delay it', 'The message arrives late.', { fields: [ms] }),
  strike('duplicate', 'Duplicate it', 'The request arrives twice.', { only: 'request', protocols: ['http'] }),
  strike('hold', 'Hold it', 'The message waits until you let it pass or drop it.'),
];

export const entriesFor = (protocol: Protocol): readonly TableEntry[] =>
  [...faultTable, ...strikeTable].filter(({ protocols }) => protocols?.includes(protocol) ?? true);
