import { isError, Problem } from '@holdfast/service-defaults';
import { UnrecoverableError } from 'bullmq';
import { type Envelope, isExpired } from './envelope.ts';

/** Given up because nobody may handle it any more, whether or not somebody could. */
export class ExpiredError extends UnrecoverableError {}

export function notAnEnvelope(): UnrecoverableError {
  return new UnrecoverableError(
    'It is no message: neither a relay nor a BullMqClient has put it on this queue, so its sender and id are not known.',
  );
}

export function noHandlerFor(name: string, queue: string): UnrecoverableError {
  return new UnrecoverableError(
    `Nothing handles "${name}" on queue ${queue}: it belongs on another queue, or to a newer version of the consumer.`,
  );
}

export function expiry(envelope: Envelope, now: number): ExpiredError | undefined {
  if (!isExpired(envelope, now)) return undefined;
  return new ExpiredError(
    `It expired at ${envelope.expiresAt}, before it was handled. What it asks for may be wrong by now.`,
  );
}

/** What a handler's failure means for its job: an error that is never tried again, or the failure itself. Always an Error: BullMQ needs one. */
export function failureOf(error: unknown, envelope: Envelope): Error {
  if (isInvalidPayload(error)) return new UnrecoverableError(describe(error, envelope));
  if (isError(error)) return error;
  // Nest's own filter for consumers, which an app without a filter has, rejects with an object.
  return new Error(messageIn(error) ?? JSON.stringify(error), { cause: error });
}

function isInvalidPayload(error: unknown): error is Problem {
  return error instanceof Problem && error.kind.code === 'validation_failed';
}

interface Fault {
  readonly pointer?: string;
}

function describe({ options }: Problem, { payload }: Envelope): string {
  const errors = options.extensions?.['errors'];
  const faults = JSON.stringify(errors);
  const isOfVersion = Array.isArray(errors) && errors.some((each: Fault) => each.pointer === '/version');
  if (!isOfVersion) return `Its payload does not fit its schema: ${faults}`;
  return `Its payload is of version ${JSON.stringify(versionOf(payload))}, which this consumer does not know: ${faults}`;
}

function versionOf(payload: unknown): unknown {
  return fieldOf(payload, 'version') ?? null;
}

function messageIn(error: unknown): string | undefined {
  const message = fieldOf(error, 'message');
  return typeof message === 'string' ? message : undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
