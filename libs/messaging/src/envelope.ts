import { z } from 'zod';

const envelopeSchema = z.object({
  messageId: z.uuid(),
  traceparent: z.string().nullable(),
  payload: z.unknown(),
  expiresAt: z.string().nullable().exactOptional(),
});

/** The data of a job: the message and what travels with it. */
export interface Envelope {
  /** The outbox id: the same on every delivery of this message. */
  readonly messageId: string;
  readonly traceparent: string | null;
  readonly payload: unknown;
  /** ISO 8601, UTC: from then on the message is of no use. Absent when it never expires. */
  readonly expiresAt?: string | null;
}

/** Undefined when the data of a job is no envelope: something other than a relay put it on the queue. */
export function readEnvelope(data: unknown): Envelope | undefined {
  return envelopeSchema.safeParse(data).data;
}
