import { type HealthCheck } from './health.ts';

/** Whether this process should get traffic: its checks, and whether it is on its way out. */
export class Readiness {
  checks: readonly HealthCheck[] = [];
  isStopping = false;
}
