import { type Call } from '@holdfast/local-stack/call-graph';

/** Orders services so that each comes after those it calls. In a circle, the first of the list comes last. */
export function calleesFirst(services: readonly string[], calls: readonly Call[]): string[] {
  const ordered = new Set<string>();
  const seen = new Set<string>();
  const visit = (service: string): void => {
    if (seen.has(service)) return;
    seen.add(service);
    for (const { from, to } of calls) if (from === service && services.includes(to)) visit(to);
    ordered.add(service);
  };
  services.forEach(visit);
  return [...ordered];
}
