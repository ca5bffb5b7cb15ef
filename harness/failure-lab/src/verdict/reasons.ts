const names: Readonly<Record<string, string>> = {
  checkout: 'Postgres',
  payments: 'Postgres',
  email: 'Postgres',
  queues: 'the queue server',
  provider: 'the local Stripe',
  webhooks: 'the local Stripe',
  inbox: 'the inbox',
  verdict: 'the ledgers',
};

const silence =
  /timeout|timed out|ECONN|EPIPE|terminat|closed|ended|fetch failed|aborted|starting up|shutting down|Stream isn't writeable|max retries/i;

/** Why ledgers could not be read, in plain words and each once: `Postgres does not respond`. */
export function reasonsOf(unreadable: readonly string[]): string[] {
  const reasons = unreadable.map((each) => {
    const [, source = '', message = each] = /^(\w+): (.*)$/s.exec(each) ?? [];
    const name = names[source] ?? source;
    return silence.test(message) ? `${name} does not respond` : `${name} cannot be read (${message})`;
  });
  return [...new Set(reasons)];
}
