/** True for routes of operators and orchestrators, which respond in every state of the service. */
export function isOpsRoute(url: string | undefined): boolean {
  return url !== undefined && /^\/(health\/|metrics$|resilience$)/.test(url);
}
