import { z } from 'zod';

const envelopeSchema = z.object({
  messageId: z.uuid(),
  traceparent: z.string().nullable(),
  expiresAt: z.iso.datetime({ offset: true }).nullish(),
  payload: z.unknown(),
});

/** The data of a job: the message and its metadata. */
export interface Envelope {
  /** The outbox ID: the same on every delivery of the message. */
  readonly messageId: string;
  readonly traceparent: string | null;
  /** ISO 8601. The message is not handled after this time. Null or absent: it never expires. */
  readonly expiresAt?: string | null | undefined;
  readonly payload: unknown;
}

/** Undefined if the data is not an envelope: the job was not added by a relay or a `BullMqClient`. */
export function readEnvelope(data: unknown): Envelope | undefined {
  return envelopeSchema.safeParse(data).data;
}

/** Uses the clock of this process: clocks that are a second apart disagree for a second. */
export function isExpired({ expiresAt }: Pick<Envelope, 'expiresAt'>, now: number): boolean {
  return expiresAt != null && Date.parse(expiresAt) <= now;
}
