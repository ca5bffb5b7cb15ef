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

/** The provider's events that payments has not accepted yet, 100 at most: `charge.succeeded evt_1`. */
export async function undeliveredEvents(
  simulatorUrl: string,
  stripeKey: string,
  since: number,
): Promise<readonly string[]> {
  const created = `created[gte]=${Math.floor(since / 1_000)}`;
  const url = `${simulatorUrl}/v1/events?delivery_success=false&limit=100&${created}`;
  const { data } = (await jsonOf(url, { authorization: `Bearer ${stripeKey}` })) as {
    data: readonly { readonly id: string; readonly type: string }[];
  };
  return data.map(({ id, type }) => `${type} ${id}`);
}
