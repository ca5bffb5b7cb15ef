import { type ProviderFault } from '@holdfast/lab-api';
import { useStack } from '../stack/use-stack.ts';
import { useLab } from '../stream/use-lab.ts';
import { Commands } from './commands.view.tsx';
import { providerCount } from './expectation.ts';
import { LabAction } from './lab-action.view.tsx';
import { curlOf } from './lab-request.ts';
import { providerActions, removeProviderFaults } from './provider-actions.ts';
import { useLabUrl } from './use-lab-url.ts';
import { actWords } from './words.ts';

const target = 'stripe';

/** The faults of the local Stripe. Stripe itself has none. */
export function ProviderActions() {
  const stack = useStack();
  const labUrl = useLabUrl();
  const provider = useLab('faults')?.provider ?? [];
  if (stack?.has.includes('simulator') !== true) return null;
  return (
    <>
      <h3>{actWords.stripeFaults}</h3>
      <div className="actions">
        {providerActions.map(({ id, label, says, request }) => (
          <LabAction
            key={id}
            target={target}
            label={label}
            request={request}
            expected={() => ({
              kind: 'provider',
              route: request.body.route,
              fault: request.body.fault,
              before: providerCount(provider, request.body),
            })}
          >
            {says}
          </LabAction>
        ))}
      </div>
      <StandingProvider provider={provider} />
      <Commands
        commands={providerActions.map(({ label, request }) => ({
          does: label,
          command: curlOf(labUrl, request),
        }))}
      />
    </>
  );
}

/** The local Stripe removes all of its faults together. */
function StandingProvider({ provider }: { readonly provider: readonly ProviderFault[] }) {
  if (provider.length === 0) return null;
  return (
    <>
      <ul className="standing small">
        {provider.map(({ route, fault, struck }, index) => (
          <li key={`${route} ${fault} ${index}`}>
            <p>
              <strong>{actWords.providerFault(fault, route)}</strong> {actWords.struck(struck)}
            </p>
          </li>
        ))}
      </ul>
      <LabAction
        target={target}
        label={actWords.removeProviderFaults}
        request={removeProviderFaults}
        expected={() => ({ kind: 'provider_clear' })}
      />
    </>
  );
}
