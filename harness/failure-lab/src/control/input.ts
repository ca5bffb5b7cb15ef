import { type Fault, type Release, type Strike } from '@holdfast/lab-api';
import { z } from 'zod';
import { badRequest } from './problem.ts';

const direction = z.enum(['request', 'response']);
const headers = z.record(z.string(), z.string().regex(/^[^\r\n]*$/, { error: 'must be one line' }));
const oneWay = (only: 'request' | 'response') =>
  z.literal(only, { error: `can only be "${only}" for this kind` }).optional();
const status = z.int().min(200).max(599);
const milliseconds = z.number().min(0).max(600_000);

const common = {
  times: z.int().min(1).optional(),
  direction: direction.optional(),
  label: z.string().min(1).optional(),
};
const plain = <Kind extends string>(kind: Kind) => z.strictObject({ kind: z.literal(kind), ...common });
/** Faults on connections, not messages. */
const door = <Kind extends string>(kind: Kind) =>
  z.strictObject({ kind: z.literal(kind), times: common.times });

const fault = z.discriminatedUnion('kind', [
  door('refuse'),
  z.strictObject({ kind: z.literal('syn_hang') }),
  plain('reset'),
  plain('close'),
  plain('black_hole'),
  z.strictObject({ kind: z.literal('half_open'), times: common.times, direction: common.direction }),
  plain('garbage'),
  z.strictObject({
    kind: z.literal('latency'),
    ms: milliseconds,
    jitterMs: milliseconds.optional(),
    ...common,
  }),
  z.strictObject({ kind: z.literal('bandwidth'), bytesPerSecond: z.int().min(1), ...common }),
  z.strictObject({
    kind: z.literal('slice'),
    bytes: z.int().min(1),
    pauseMs: milliseconds.optional(),
    ...common,
  }),
  z.strictObject({ kind: z.literal('truncate'), bytes: z.int().min(0), ...common }),
  z.strictObject({
    kind: z.literal('status'),
    status,
    headers: headers.optional(),
    body: z.string().optional(),
    ...common,
    direction: oneWay('request'),
  }),
  z.strictObject({
    kind: z.literal('status_after'),
    status,
    headers: headers.optional(),
    body: z.string().optional(),
    ...common,
    direction: oneWay('response'),
  }),
]);

const action = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['reset', 'close', 'black_hole', 'cut', 'duplicate', 'hold']) }),
  z.strictObject({ kind: z.literal('delay'), ms: milliseconds }),
]);

const strike = z.strictObject({
  edge: z.string().min(1),
  direction,
  label: z.string().min(1).optional(),
  ordinal: z.int().min(1).optional(),
  contains: z.string().min(1).optional(),
  action,
});

const release = z.strictObject({ how: z.enum(['forward', 'drop', 'reset', 'forward_and_reset']) });

export function read<Output>(schema: z.ZodType<Output>, what: string, given: unknown): Output {
  const result = schema.safeParse(given, { reportInput: false });
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  throw badRequest(`This is not a valid ${what}: ${problems.join('; ')}.`);
}

export type TimedFaultInput = Fault & { readonly forMs?: number };

const forMs = z.int({ error: 'must be a whole number of milliseconds' }).min(1).max(3_600_000).optional();

/** A fault; with `forMs`, it ends after that time. */
export function readTimedFault(given: unknown): TimedFaultInput {
  const isObject = typeof given === 'object' && given !== null;
  const { forMs: until, ...rest } = (isObject ? given : {}) as Record<string, unknown>;
  const duration = read(z.object({ forMs }), 'fault', { forMs: until });
  return { ...(read(fault, 'fault', isObject ? rest : given) as Fault), ...duration } as TimedFaultInput;
}

export const readStrike = (given: unknown): Strike => read(strike, 'strike', given) as Strike;
export const readRelease = (given: unknown): Release => read(release, 'release', given).how;
