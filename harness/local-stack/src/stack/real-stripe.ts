/** Stripe itself, or what poses as it, in place of the simulator. */
export interface RealStripe {
  /** STRIPE_SECRET_KEY: `sk_test_…`, `rk_test_…`, or of live mode. */
  readonly secretKey: string;
  /** STRIPE_WEBHOOK_SECRET: several, separated by commas, while it is being rolled. Undefined: no webhook can be verified. */
  readonly webhookSecret: string | undefined;
  /** STRIPE_API_URL. Undefined: https://api.stripe.com. */
  readonly apiUrl: string | undefined;
}

type ReadSetting = (name: string) => string | undefined;

/** Reads the settings of a stack without the simulator; undefined where it runs with it. The key itself is never repeated in a problem. */
export function realStripe(read: ReadSetting, problems: string[]): RealStripe | undefined {
  const secretKey = read('STRIPE_SECRET_KEY');
  const webhookSecret = read('STRIPE_WEBHOOK_SECRET');
  const apiUrl = read('STRIPE_API_URL');
  if (secretKey === undefined) {
    for (const name of ['STRIPE_WEBHOOK_SECRET', 'STRIPE_API_URL'])
      if (read(name) !== undefined)
        problems.push(`${name} is set and STRIPE_SECRET_KEY is not: set both, or neither for the simulator`);
    return undefined;
  }
  const mode = read('ALLOW_LIVE_PAYMENTS') === 'yes' ? 'allowed' : 'refused';
  const problem = problemWithKey(secretKey, mode);
  if (problem !== undefined) problems.push(`STRIPE_SECRET_KEY ${problem}`);
  if (apiUrl !== undefined && !(URL.canParse(apiUrl) && /^https?:$/.test(new URL(apiUrl).protocol)))
    problems.push(`STRIPE_API_URL is "${apiUrl}": it must be an address of the form https://host:port`);
  if (webhookSecret?.split(',').some((secret) => !secret.trim().startsWith('whsec_')) === true)
    problems.push('STRIPE_WEBHOOK_SECRET must be whsec_…, or several of them separated by commas');
  return { secretKey, webhookSecret, apiUrl };
}

function problemWithKey(key: string, live: 'allowed' | 'refused'): string | undefined {
  if (key.startsWith('pk_'))
    return 'is a publishable key (pk_…), which cannot charge: take the secret key (sk_test_…) or a restricted one (rk_test_…)';
  if (!/^(sk|rk)_(test|live)_\w+$/.test(key)) return 'is not of the form sk_test_… or rk_test_…';
  if (isLive(key) && live === 'refused')
    return 'is a live key: it charges real cards. Set ALLOW_LIVE_PAYMENTS=yes if that is what you want';
  return undefined;
}

/** Whether a key charges real cards. */
export const isLive = (key: string): boolean => /^.._live_/.test(key);

/** Whether the lab can stand on the way: nobody can look into an encrypted connection. */
export const isPlain = (url: string | undefined): url is string =>
  url !== undefined && new URL(url).protocol === 'http:';

/** 10 s: Stripe answers in less than one (guess), and a start that waits longer seems to hang. */
const patienceMs = 10_000;

/**
 * Asks Stripe for the account of the key: one call that changes nothing. Resolves to what the stack charges through, in words.
 * @throws Error when Stripe does not accept the key
 */
export async function describeStripe({ secretKey, apiUrl }: RealStripe): Promise<string> {
  const name = apiUrl === undefined ? 'Stripe itself' : `Stripe at ${apiUrl}`;
  const mode = isLive(secretKey) ? 'LIVE mode: real cards are charged' : 'test mode';
  const answer = await askForAccount(secretKey, apiUrl ?? 'https://api.stripe.com');
  if ('accountId' in answer) return `${name}, account ${answer.accountId}, ${mode}`;
  if (answer.status === 401) throw new Error(`STRIPE_SECRET_KEY: ${name} does not accept this key (401)`);
  if (answer.status === 403) return `${name}, ${mode} (a restricted key, which may not read its account)`;
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
    return { status: response.status, why: `it answered ${response.status} to GET /v1/account` };
  } catch (error) {
    // By shape, not by class: what fetch throws need not be of this realm's classes.
    const { cause, message } = error as Error & { readonly cause?: { readonly message?: string } };
    return { status: undefined, why: `it cannot be reached (${cause?.message ?? message})` };
  }
}

/** What to do about webhooks, where none can be verified yet. */
export function withoutWebhookSecret(webhooksUrl: string): string {
  return [
    "no STRIPE_WEBHOOK_SECRET: Stripe's webhooks are refused. Payments settle by Stripe's answers, and by asking it.",
    'For webhooks too, run this, and set STRIPE_WEBHOOK_SECRET to the whsec_… it prints:',
    `  npx @stripe/cli listen --forward-to ${webhooksUrl}`,
  ].join('\n');
}
