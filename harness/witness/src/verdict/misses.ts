import { missed } from '@holdfast/engine';
import { type ActiveFault, type ArmedStrike } from '@holdfast/lab-api';

/**
 * Withheld webhooks are setup, not a fault: they leave the response as the only source, and there may be none
 * to withhold.
 */
const isArrangement = ({ route, fault }: Readonly<Record<string, unknown>>): boolean =>
  route === 'webhooks' && fault === 'withhold';

/** Strikes and faults that hit nothing, the provider's included. */
export function misses(
  strikes: readonly ArmedStrike[],
  faults: readonly ActiveFault[],
  providerFaults: readonly Readonly<Record<string, unknown>>[],
): string[] {
  return [
    ...missed(strikes, faults),
    ...providerFaults
      .filter((fault) => fault['struck'] === 0 && !isArrangement(fault))
      .map(({ fault, route }) => `The provider's fault ${String(fault)} on ${String(route)} struck nothing.`),
  ];
}
