const handled = /^messaging_messages_handled_total\{[^}]*queue="([^"]+)"[^}]*\} (\d+)/gm;

/** Messages handled since the start of each service, by queue, from its metrics. */
export async function handledMessages(urls: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const pages = await Promise.all(
    urls.map(async (url) => {
      const response = await fetch(`${url}/metrics`);
      if (!response.ok) throw new Error(`${url}/metrics returned ${response.status}.`);
      return response.text();
    }),
  );
  const byQueue: Record<string, number> = {};
  for (const [, queue = '', count] of pages.join('\n').matchAll(handled))
    byQueue[queue] = (byQueue[queue] ?? 0) + Number(count);
  return byQueue;
}
