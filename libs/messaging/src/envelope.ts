import { z } from 'zod';

const envelopeSchema = z.object({
  messageId: z.uuid(),
  traceparent: z.string().nullable(),
  expiresAt: z.iso.datetime({ offset: true }).nullish(),
  payload: z.unknown(),
});

/** The data of a job: the message and what travels with it. */
export interface Envelope {
  /** The outbox id: the same on every delivery of this message. */
  readonly messageId: string;
  readonly traceparent: string | null;
  /** ISO 8601: from then on nobody handles it any more. Null or absent: it never expires. */
  readonly expiresAt?: string | null | undefined;
  readonly payload: unknown;
}

/** Undefined when the data of a job is no envelope: something other than a relay or a `BullMqClient` put it on the queue. */
export function readEnvelope(data: unknown): Envelope | undefined {
  return envelopeSchema.safeParse(data).data;
}

/** Whether its time has passed, on this process's clock: clocks that differ by a second decide a second apart. */
export function isExpired({ expiresAt }: Pick<Envelope, 'expiresAt'>, now: number): boolean {
  return expiresAt != null && Date.parse(expiresAt) <= now;
}
