import { type Params } from '../http/params.ts';
import { readReturnUrl } from './return-url.ts';

export interface ConfirmOptions {
  readonly errorOnRequiresAction: boolean;
  readonly isOffSession: boolean;
  readonly returnUrl: string | undefined;
  readonly useStripeSdk: boolean | undefined;
}

const onlyWithConfirm = ['confirmation_token', 'error_on_requires_action', 'off_session', 'return_url'];

export function readConfirmOptions(params: Params): ConfirmOptions {
  return {
    errorOnRequiresAction: params.flag('error_on_requires_action') ?? false,
    isOffSession: readOffSession(params),
    returnUrl: readReturnUrl(params),
    useStripeSdk: params.flag('use_stripe_sdk'),
  };
}

/** Without `confirm`, the parameters of a confirmation are refused, as by Stripe. */
export function refuseConfirmOptions(params: Params): void {
  const given = onlyWithConfirm.find((name) => params.text(name) !== undefined);
  if (given === undefined) return;
  throw params.refusal(
    given,
    `The parameter \`${given}\` cannot be passed when creating a PaymentIntent unless \`confirm\` is set to true.`,
  );
}

/** Besides a boolean, Stripe still accepts the two older spellings of true. */
function readOffSession(params: Params): boolean {
  const text = params.text('off_session');
  if (text === 'one_off' || text === 'recurring') return true;
  return params.flag('off_session') ?? false;
}
