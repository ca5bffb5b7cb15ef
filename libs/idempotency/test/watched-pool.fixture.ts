import { type ClientBase, type Pool } from 'pg';

/**
 * Calls `seen` with the text of every statement sent over the pool, and with its end. For a pool without
 * connections.
 */
export function watchStatements(pool: Pool, seen: (text: string, ended: Promise<unknown>) => void): void {
  pool.on('connect', (client: ClientBase) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      const ended = query(...args);
      const [statement] = args as [string | { readonly text: string }];
      const text = typeof statement === 'string' ? statement : statement.text;
      seen(text, ended instanceof Promise ? ended : Promise.resolve());
      return ended;
    }) as ClientBase['query'];
  });
}
