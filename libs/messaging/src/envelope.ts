import { z } from 'zod';

const envelopeSchema = z.object({
  messageId: z.uuid(),
  traceparent: z.string().nullable(),
  payload: z.unknown(),
});

/** The data of a job: the message and its metadata. */
export interface Envelope {
  /** The outbox ID: the same on every delivery of the message. */
  readonly messageId: string;
  readonly traceparent: string | null;
  readonly payload: unknown;
}

/** Undefined if the data is not an envelope: the job was not added by a relay or a `BullMqClient`. */
export function readEnvelope(data: unknown): Envelope | undefined {
  return envelopeSchema.safeParse(data).data;
}
