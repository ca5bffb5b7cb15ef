import { InvalidArgumentError } from '@commander-js/extra-typings';

/** An operation, or one attempt of one of its calls. */
export interface Target {
  readonly operationId: string;
  readonly attempt: { readonly phase: string; readonly number: number } | undefined;
}

const operationOrAttempt = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-(.+)-(\d{1,9}))?$/i;

export function targetIn(text: string): Target {
  const [, operationId, phase, number] = operationOrAttempt.exec(text) ?? [];
  if (operationId === undefined)
    throw new InvalidArgumentError(
      'It is not an operation ID. (Idempotency keys themselves are not stored.)',
    );
  return {
    operationId: operationId.toLowerCase(),
    attempt: phase === undefined ? undefined : { phase, number: Number(number) },
  };
}
