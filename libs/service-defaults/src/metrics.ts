import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of this process, in Prometheus' text format at `/metrics`. Libraries and apps register theirs here. */
export const metrics = new Registry();

/** 50 ms: how far apart the event loop is looked at. With prom-client's own 10 ms an idle process wakes 100 times a second for nothing else. */
const eventLoopPrecisionMs = 50;

let hasDefaults = false;

/** Starts the process's own metrics (memory, event loop, garbage collection); a second call changes nothing. */
export function collectProcessMetrics(service: string): void {
  if (hasDefaults) return;
  hasDefaults = true;
  metrics.setDefaultLabels({ service });
  collectDefaultMetrics({ register: metrics, eventLoopMonitoringPrecision: eventLoopPrecisionMs });
}

/** Time from the request's first byte to the answer's last, seconds. Buckets: 5 ms to 10 s, Prometheus' own defaults. */
export const requestDuration = new Histogram({
  name: 'http_server_request_duration_seconds',
  help: 'Duration of HTTP requests by route pattern and status.',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [metrics],
});

export const invalidDeadlineHeaders = new Counter({
  name: 'http_server_deadline_headers_invalid_total',
  help: 'Headers that were to tell how long the caller waits, could not be read and were ignored.',
  labelNames: ['header'] as const,
  registers: [metrics],
});

/** Those of operators, and those that were refused for overload, are not among them. */
export const requestsInFlight = new Gauge({
  name: 'http_server_in_flight_requests',
  help: 'HTTP requests that are being worked on.',
  registers: [metrics],
});

export const shedRequests = new Counter({
  name: 'http_server_shed_total',
  help: 'HTTP requests refused unread because the process had too much to do.',
  labelNames: ['reason'] as const,
  registers: [metrics],
});

export const refusedConnections = new Counter({
  name: 'http_server_connections_refused_total',
  help: 'Connections closed unread because their address held its share already.',
  registers: [metrics],
});
