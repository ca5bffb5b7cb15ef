/** Settings for Stripe itself, or another server that acts as Stripe, instead of the simulator. */
export interface RealStripe {
  /** STRIPE_SECRET_KEY: `sk_test_…` or `rk_test_…`, or a live key. */
  readonly secretKey: string;
  /** STRIPE_PUBLISHABLE_KEY: `pk_test_…` or `pk_live_…` of the same account, for the pages of the shop. */
  readonly publishableKey: string;
  /** STRIPE_WEBHOOK_SECRET: comma-separated during a rotation. Undefined: webhooks cannot be verified. */
  readonly webhookSecret: string | undefined;
  /** STRIPE_API_URL. Undefined: https://api.stripe.com. */
  readonly apiUrl: string | undefined;
}

const stripeApi = 'https://api.stripe.com';

type ReadSetting = (name: string) => string | undefined;

/** Of the release that `@stripe/stripe-js` in package.json loads: its Stripe.js and its API version match. */
const stripeJs = 'https://js.stripe.com/endive/stripe.js';

/** The script that shows the payment form: Stripe's own, or the one of a server that acts as Stripe. */
export function stripeJsOf(stripe: RealStripe | undefined, simulator: string): string {
  const server = stripe === undefined ? simulator : (stripe.apiUrl ?? stripeApi);
  return new URL(server).hostname === new URL(stripeApi).hostname
    ? stripeJs
    : new URL('/endive/stripe.js', server).href;
}

/** Reads the Stripe settings; undefined if the stack uses the simulator. Problems never repeat the key. */
export function realStripe(read: ReadSetting, problems: string[]): RealStripe | undefined {
  const secretKey = read('STRIPE_SECRET_KEY');
  const webhookSecret = read('STRIPE_WEBHOOK_SECRET');
  const apiUrl = read('STRIPE_API_URL');
  if (secretKey === undefined) {
    for (const name of ['STRIPE_PUBLISHABLE_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_API_URL'])
      if (read(name) !== undefined)
        problems.push(`${name} is set but STRIPE_SECRET_KEY is not: set both, or neither for the simulator`);
    return undefined;
  }
  const publishableKey = read('STRIPE_PUBLISHABLE_KEY') ?? '';
  const publishableProblem = problemWithPublishableKey(publishableKey, secretKey);
  if (publishableProblem !== undefined) problems.push(`STRIPE_PUBLISHABLE_KEY ${publishableProblem}`);
  const mode = read('ALLOW_LIVE_PAYMENTS') === 'yes' ? 'allowed' : 'refused';
  const problem = problemWithKey(secretKey, mode);
  if (problem !== undefined) problems.push(`STRIPE_SECRET_KEY ${problem}`);
  if (apiUrl !== undefined && !(URL.canParse(apiUrl) && /^https?:$/.test(new URL(apiUrl).protocol)))
    problems.push(`STRIPE_API_URL is "${apiUrl}": it must have the form https://host:port`);
  if (webhookSecret?.split(',').some((secret) => !secret.trim().startsWith('whsec_')) === true)
    problems.push('STRIPE_WEBHOOK_SECRET must be whsec_…, or a comma-separated list of them');
  return { secretKey, publishableKey, webhookSecret, apiUrl };
}

function problemWithKey(key: string, live: 'allowed' | 'refused'): string | undefined {
  if (key.startsWith('pk_'))
    return 'is a publishable key (pk_…), which cannot charge: use the secret key (sk_test_…) or a restricted key (rk_test_…)';
  if (!/^(sk|rk)_(test|live)_\w+$/.test(key)) return 'must have the form sk_test_… or rk_test_…';
  if (isLive(key) && live === 'refused')
    return 'is a live key: it charges real cards. Set ALLOW_LIVE_PAYMENTS=yes to allow that';
  return undefined;
}

function problemWithPublishableKey(key: string, secretKey: string): string | undefined {
  if (key === '')
    return 'is missing: the payment form needs the publishable key (pk_…) of the account of STRIPE_SECRET_KEY';
  if (/^(sk|rk)_/.test(key)) return 'is a secret key, which no page may have: use the publishable key (pk_…)';
  if (!/^pk_(test|live)_\w+$/.test(key)) return 'must have the form pk_test_… or pk_live_…';
  if (/^(sk|rk)_(test|live)_/.test(secretKey) && isLive(key) !== isLive(secretKey))
    return `is for ${modeOf(key)} mode and STRIPE_SECRET_KEY for ${modeOf(secretKey)} mode: use two keys of one mode`;
  return undefined;
}

const modeOf = (key: string): string => (isLive(key) ? 'live' : 'test');

/** True if a key charges real cards. */
export const isLive = (key: string): boolean => /^.._live_/.test(key);

/** True for plain HTTP, which the lab can proxy; it cannot read encrypted connections. */
export const isPlain = (url: string | undefined): url is string =>
  url !== undefined && new URL(url).protocol === 'http:';

/** 10 s: Stripe usually responds within one; a start that waits longer would seem to hang. */
const patienceMs = 10_000;

/**
 * Looks up the key's account with one read-only call. Resolves to a description of Stripe, the account and
 * its mode.
 * @throws Error if Stripe does not accept the key
 */
export async function describeStripe({ secretKey, apiUrl }: RealStripe): Promise<string> {
  const name = apiUrl === undefined ? 'Stripe itself' : `Stripe at ${apiUrl}`;
  const mode = isLive(secretKey) ? 'LIVE mode: real cards are charged' : 'test mode';
  const answer = await askForAccount(secretKey, apiUrl ?? stripeApi);
  if ('accountId' in answer) return `${name}, account ${answer.accountId}, ${mode}`;
  if (answer.status === 401) throw new Error(`STRIPE_SECRET_KEY: ${name} does not accept this key (401)`);
  if (answer.status === 403) return `${name}, ${mode} (a restricted key, which cannot read its account)`;
  return `${name}, ${mode}; the key was not checked: ${answer.why}`;
}

type AccountAnswer =
  { readonly accountId: string } | { readonly status: number | undefined; readonly why: string };

async function askForAccount(secretKey: string, apiUrl: string): Promise<AccountAnswer> {
  try {
    const response = await fetch(new URL('/v1/account', apiUrl), {
      headers: { authorization: `Bearer ${secretKey}` },
      signal: AbortSignal.timeout(patienceMs),
    });
    const { id } = (await response.json().catch(() => ({}))) as { id?: unknown };
    if (response.ok && typeof id === 'string') return { accountId: id };
    return { status: response.status, why: `GET /v1/account returned ${response.status}` };
  } catch (error) {
    // Tests the shape, not the class: under Jest, errors come from another realm.
    const { cause, message } = error as Error & { readonly cause?: { readonly message?: string } };
    return { status: undefined, why: `it is unreachable (${cause?.message ?? message})` };
  }
}

/** Instructions for webhooks, if none can be verified yet. */
export function withoutWebhookSecret(webhooksUrl: string): string {
  return [
    "no STRIPE_WEBHOOK_SECRET: Stripe's webhooks are rejected. Payments still settle by Stripe's responses and by polling.",
    'To receive webhooks, run this and set STRIPE_WEBHOOK_SECRET to the whsec_… that it prints:',
    `  npx @stripe/cli listen --latest --forward-to ${webhooksUrl}`,
  ].join('\n');
}
