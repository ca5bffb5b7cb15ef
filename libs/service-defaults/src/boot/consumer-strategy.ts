/** A `CustomTransportStrategy` of @nestjs/microservices, which a service without consumers does not need. */
export interface ConsumerStrategy {
  listen(callback: (...results: unknown[]) => unknown): unknown;
  /** Stops taking messages and finishes those in progress. Called at the signal, and again later. */
  close(): unknown;
}
