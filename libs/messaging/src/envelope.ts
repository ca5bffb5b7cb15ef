/** The data of a job: the message and what travels with it. */
export interface Envelope {
  /** The outbox id: the same on every delivery of this message. */
  readonly messageId: string;
  readonly traceparent: string | null;
  readonly payload: unknown;
}
