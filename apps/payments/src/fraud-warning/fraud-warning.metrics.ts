import { metrics } from '@holdfast/service-defaults';
import { Gauge } from '@prometheus-io/client';

/** Describes a shared table: use the maximum. */
export const actionableWarnings = new Gauge({
  name: 'payments_fraud_warnings_actionable',
  help: 'Early fraud warnings of the last 7 days about charges that are neither disputed nor refunded.',
  registers: [metrics],
});
