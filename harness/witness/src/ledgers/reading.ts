/** A JSON document over HTTP. Rejects on any status but 2xx, and after 2 s. */
export async function jsonOf(url: string, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(2_000) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

/** Returns the fallback if a reading fails, and adds the reason to `unreadable`. */
export async function or<T>(
  unreadable: string[],
  what: string,
  reading: Promise<T>,
  fallback: T,
): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    unreadable.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    return fallback;
  }
}

export const ofService = (
  service: string,
  rows: readonly Readonly<Record<string, unknown>>[] = [],
): (Record<string, unknown> & { service: string })[] => rows.map((row) => ({ ...row, service }));

interface ListedIntent {
  readonly id: string;
  readonly status: string;
  readonly cancellation_reason: string | null;
  readonly last_payment_error: {
    readonly code?: string;
    readonly decline_code?: string;
    readonly type: string;
  } | null;
  readonly next_action: { readonly redirect_to_url?: { readonly return_url: string | null } } | null;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly metadata: Readonly<Record<string, string>>;
}

interface PageOfIntents {
  readonly data: readonly ListedIntent[];
  readonly has_more: boolean;
}

/** A customer who never confirms: the reason that payments gives when it cancels an intent. */
const abandoned = 'abandoned';

/** In the provider's words. A bank's reason is more precise than the provider's code. */
export function failureReasonsOf({
  status,
  last_payment_error: failure,
  cancellation_reason: cancellation,
}: Pick<ListedIntent, 'status' | 'last_payment_error' | 'cancellation_reason'>): string[] {
  return [
    ...(failure === null ? [] : [failure.decline_code ?? failure.code ?? failure.type]),
    ...(status !== 'canceled'
      ? []
      : [cancellation === abandoned ? abandoned : `canceled: ${cancellation ?? 'no reason'}`]),
  ];
}

const createdSince = (since: number): string => `created[gte]=${Math.floor(since / 1_000)}`;

/** The provider's payment intents since then, newest first: all pages of its list. */
export async function allIntents(
  simulatorUrl: string,
  stripeKey: string,
  since: number,
): Promise<readonly ListedIntent[]> {
  const all: ListedIntent[] = [];
  for (let cursor = ''; ;) {
    const url = `${simulatorUrl}/v1/payment_intents?limit=100&${createdSince(since)}${cursor}`;
    const page = (await jsonOf(url, { authorization: `Bearer ${stripeKey}` })) as PageOfIntents;
    all.push(...page.data);
    const last = page.data.at(-1);
    if (!page.has_more || last === undefined) return all;
    cursor = `&starting_after=${last.id}`;
  }
}

/** 10 s: results that banks give later arrive within a second here, deadlines are days away. */
const soonMs = 10_000;

interface Due {
  readonly kind: string;
  readonly object: string;
}

/**
 * Events of the provider that payments has not accepted yet, 100 at most, and results that are due soon,
 * which have no event yet: `charge.succeeded evt_1`, `the later result of refund re_1`.
 */
export async function undeliveredNews(
  simulatorUrl: string,
  stripeKey: string,
  since: number,
): Promise<readonly string[]> {
  // In this order: what becomes an event between the two readings is in one of them.
  const { dues } = (await jsonOf(`${simulatorUrl}/_simulator/dues?withinMs=${soonMs}`)) as {
    dues: readonly Due[];
  };
  const url = `${simulatorUrl}/v1/events?delivery_success=false&limit=100&${createdSince(since)}`;
  const { data } = (await jsonOf(url, { authorization: `Bearer ${stripeKey}` })) as {
    data: readonly { readonly id: string; readonly type: string }[];
  };
  return [
    ...data.map(({ id, type }) => `${type} ${id}`),
    ...dues.map(({ kind, object }) => `the later result of ${kind.replace('_', ' ')} ${object}`),
  ];
}
