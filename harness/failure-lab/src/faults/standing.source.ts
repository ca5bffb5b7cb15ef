import { type FaultLab } from '@holdfast/fault-proxy';
import { type LabEvent, type ProviderFault, type StandingFaults } from '@holdfast/lab-api';
import { type Provider } from '../provider/provider.ts';
import { type StreamSource } from '../stream/lab-streams.ts';
import { type TimedFaults } from './timed-faults.ts';

/** Nothing reports an armed strike, or a fault that the local Stripe has played. */
const lookEveryMs = 500;

const changes: readonly LabEvent['type'][] = [
  'fault_set',
  'fault_struck',
  'fault_cleared',
  'struck',
  'released',
];

export interface StandingDeps {
  readonly lab: FaultLab;
  readonly faults: TimedFaults;
  readonly provider: Provider;
}

/** Everything that is broken now. The local Stripe's faults are the last ones that it has reported. */
export function standingFaults({ lab, faults, provider }: StandingDeps): StreamSource<'faults'> {
  let known: readonly ProviderFault[] = [];
  const current = async (): Promise<StandingFaults> => {
    // Without a response they are unknown: a paused one keeps its faults, a dead one has forgotten them.
    known = await provider.faults().catch(() => known);
    return {
      faults: faults.standing(),
      strikes: lab.strikes().map((strike) => ({ ...strike, armedAt: lab.armedAt(strike.strikeId) })),
      provider: known,
    };
  };
  return {
    name: 'faults',
    current,
    onChange: (changed) => {
      const stops = [
        lab.log.listen(({ type }) => {
          if (changes.includes(type)) changed();
        }),
        provider.onChange(changed),
      ];
      const timer = setInterval(changed, lookEveryMs);
      return () => {
        clearInterval(timer);
        for (const stop of stops) stop();
      };
    },
  };
}
