import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';

/** The metrics of this process, served at `/metrics`. Libraries and apps register theirs here. */
export const metrics = new Registry();

/** The client library's defaults of 10 and 100 ms wake an idle process 110 times a second. */
const sampling = { eventLoopMonitoringPrecision: 50, eventLoopUtilizationTimeout: 1_000 };

let hasDefaults = false;

/** Starts the process metrics (memory, event loop, garbage collection). Idempotent. */
export function collectProcessMetrics(service: string): void {
  if (hasDefaults) return;
  hasDefaults = true;
  metrics.setDefaultLabels({ service });
  collectDefaultMetrics({ register: metrics, ...sampling });
}

/**
 * From the request's first byte to the response's last, seconds. Buckets: Prometheus' defaults, 5 ms to 10 s.
 */
export const requestDuration = new Histogram({
  name: 'http_server_request_duration_seconds',
  help: 'Duration of HTTP requests by route pattern and status.',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [metrics],
});

export const invalidDeadlineHeaders = new Counter({
  name: 'http_server_deadline_headers_invalid_total',
  help: 'Deadline headers that were ignored because they are malformed.',
  registers: [metrics],
});

/** Excludes operators' routes and requests refused for overload. */
export const requestsInFlight = new Gauge({
  name: 'http_server_in_flight_requests',
  help: 'HTTP requests in progress.',
  registers: [metrics],
});

export const shedRequests = new Counter({
  name: 'http_server_shed_total',
  help: 'HTTP requests refused because the process was overloaded.',
  labelNames: ['reason'] as const,
  registers: [metrics],
});

export const refusedConnections = new Counter({
  name: 'http_server_connections_refused_total',
  help: 'Connections closed because their address had reached its limit.',
  registers: [metrics],
});
