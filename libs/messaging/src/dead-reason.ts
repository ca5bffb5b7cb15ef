import { isError, Problem } from '@holdfast/service-defaults';
import { UnrecoverableError } from 'bullmq';
import { type Envelope } from './envelope.ts';

export function notAnEnvelope(): UnrecoverableError {
  return new UnrecoverableError(
    'Not a Holdfast message: it was not published by a relay or a BullMqClient, so its sender and ID are unknown.',
  );
}

export function noHandlerFor(name: string, queue: string): UnrecoverableError {
  return new UnrecoverableError(
    `Nothing handles "${name}" on queue ${queue}. It belongs to another queue, or to a newer version of the consumer.`,
  );
}

/**
 * Turns a handler's failure into the error of its job: unrecoverable if the payload is invalid, else the
 * failure itself. Always an Error, as BullMQ requires.
 */
export function jobFailureOf(error: unknown, envelope: Envelope): Error {
  if (isInvalidPayload(error)) return new UnrecoverableError(describe(error, envelope));
  if (isError(error)) return error;
  // An app without a filter uses Nest's own, which rejects with a plain object.
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
  if (!isOfVersion) return `Its payload does not match its schema: ${faults}`;
  return `Its payload has version ${JSON.stringify(versionOf(payload))}, which this consumer does not support: ${faults}`;
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
