import { metrics } from '@holdfast/service-defaults';
import { Counter } from '@prometheus-io/client';

export type Upstream = 'checkout' | 'lab';

export const passedRequests = new Counter({
  name: 'storefront_passed_requests_total',
  help: 'Requests passed on, by how they ended: response, no_response or client_gone.',
  labelNames: ['to', 'result'] as const,
  registers: [metrics],
});
