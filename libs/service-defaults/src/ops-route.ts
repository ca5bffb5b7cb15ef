/** Whether a route is one that operators and orchestrators ask, and must be answered whatever state the service is in. */
export function isOpsRoute(url: string | undefined): boolean {
  return url !== undefined && /^\/(health\/|metrics$|resilience$)/.test(url);
}
