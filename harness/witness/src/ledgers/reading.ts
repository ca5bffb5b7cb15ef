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
  readonly metadata: Readonly<Record<string, string>>;
}

interface PageOfIntents {
  readonly data: readonly ListedIntent[];
  readonly has_more: boolean;
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

/** The provider's events that payments has not accepted yet, 100 at most: `charge.succeeded evt_1`. */
export async function undeliveredEvents(
  simulatorUrl: string,
  stripeKey: string,
  since: number,
): Promise<readonly string[]> {
  const url = `${simulatorUrl}/v1/events?delivery_success=false&limit=100&${createdSince(since)}`;
  const { data } = (await jsonOf(url, { authorization: `Bearer ${stripeKey}` })) as {
    data: readonly { readonly id: string; readonly type: string }[];
  };
  return data.map(({ id, type }) => `${type} ${id}`);
}
