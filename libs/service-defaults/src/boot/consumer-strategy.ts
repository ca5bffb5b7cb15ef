/** A `CustomTransportStrategy` of @nestjs/microservices, which a service without consumers does not need. */
export interface ConsumerStrategy {
  listen(callback: (...results: unknown[]) => unknown): unknown;
  close(): unknown;
}
