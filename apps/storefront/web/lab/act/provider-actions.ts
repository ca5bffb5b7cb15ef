import { type LabRequest } from './lab-request.ts';
import { actWords } from './words.ts';

/** A fault of the local Stripe that the side panel offers. */
export interface OfferedProviderAction {
  readonly id: keyof typeof actWords.providerActions;
  readonly label: string;
  readonly says: string;
  readonly request: LabRequest & { readonly body: { readonly route: string; readonly fault: string } };
}

const charges = 'POST /v1/payment_intents';

const faults: Readonly<
  Record<
    keyof typeof actWords.providerActions,
    { readonly route: string; readonly fault: string; readonly ms?: number; readonly times?: number }
  >
> = {
  charge_then_500: { route: charges, fault: 'error_500_after_effect', times: 1 },
  rate_limit: { route: charges, fault: 'rate_limit', ms: 2_000, times: 5 },
  webhooks_twice: { route: 'webhooks', fault: 'duplicate' },
  webhooks_late: { route: 'webhooks', fault: 'delay', ms: 10_000 },
  webhooks_kept_back: { route: 'webhooks', fault: 'withhold', ms: 120_000 },
};

export const providerActions: readonly OfferedProviderAction[] = (
  Object.keys(faults) as (keyof typeof faults)[]
).map((id) => ({
  id,
  ...actWords.providerActions[id],
  request: { method: 'POST', path: '/provider/faults', body: faults[id] },
}));

/** Removes them all: the local Stripe cannot remove one alone. Webhooks that are kept back go out. */
export const removeProviderFaults: LabRequest = { method: 'DELETE', path: '/provider/faults' };
