/** Probes and scrapes are not part of an order. */
const received =
  /^http_server_request_duration_seconds_count\{(?![^}]*route="\/(?:health|metrics))[^}]*\} (\d+)/gm;
const sentToStripe = /^resilience_attempts_total\{[^}]*dependency="stripe[^"]*"[^}]*\} (\d+)/gm;
const handled = /^messaging_messages_handled_total\{[^}]*queue="([^"]+)"[^}]*\} (\d+)/gm;

export interface ServiceTotals {
  /** Requests that the services received, or sent to Stripe. */
  readonly httpRequests: number;
  /** Messages handled, by queue. */
  readonly jobs: Readonly<Record<string, number>>;
}

const sumIn = (text: string, pattern: RegExp): number =>
  [...text.matchAll(pattern)].reduce((sum, [, count]) => sum + Number(count), 0);

/** Totals since the start of each service, from its metrics. */
export async function serviceTotals(urls: readonly string[]): Promise<ServiceTotals> {
  const pages = await Promise.all(
    urls.map(async (url) => {
      const response = await fetch(`${url}/metrics`);
      if (!response.ok) throw new Error(`${url}/metrics returned ${response.status}.`);
      return response.text();
    }),
  );
  const all = pages.join('\n');
  const jobs: Record<string, number> = {};
  for (const [, queue = '', count] of all.matchAll(handled)) jobs[queue] = (jobs[queue] ?? 0) + Number(count);
  return { httpRequests: sumIn(all, received) + sumIn(all, sentToStripe), jobs };
}
