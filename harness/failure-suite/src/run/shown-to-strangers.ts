import { type CustomerResponse } from '@holdfast/witness';
import { type System } from '../system/system.ts';

/** One has the shape of a token, the other of nothing; neither opens an order. */
const strangersCredentials = ['A'.repeat(43), 'x'];
/** Anything else shows that there is such an order: a refusal because of its state, for example. */
const refusals = new Set([401, 404, 429]);
/** Per method: keeps a scenario with hundreds of orders short. */
const mostRequests = 2;

const isOpened = ({ status, path, sentHeaders }: CustomerResponse): boolean =>
  status >= 200 &&
  status < 300 &&
  path.startsWith('/orders/') &&
  sentHeaders?.['authorization'] !== undefined;

function latestOf(responses: readonly CustomerResponse[]): CustomerResponse[] {
  const byMethod = Map.groupBy(responses.filter(isOpened).toReversed(), ({ method }) => method);
  return [...byMethod.values()].flatMap((latest) => latest.slice(0, mostRequests));
}

/**
 * Repeats the latest requests about orders, with their keys and bodies but with a stranger's credentials, at
 * each of the processes. Lists those that are not refused.
 */
export async function shownToStrangers(
  system: Pick<System, 'ask'>,
  processes: readonly string[],
  responses: readonly CustomerResponse[],
): Promise<readonly string[]> {
  const attempts = processes.flatMap((name) =>
    latestOf(responses).flatMap((opened) =>
      strangersCredentials.map((credential) => ({ name, opened, credential })),
    ),
  );
  const shown = await Promise.all(
    attempts.map(async ({ name, opened: { method, path, key, sent }, credential }) => {
      const headers = {
        authorization: `Bearer ${credential}`,
        ...(key === null ? {} : { 'idempotency-key': key }),
        ...(sent === null ? {} : { 'content-type': 'application/json' }),
      };
      const { status } = await system.ask(name, path, { method, headers, body: sent });
      return !refusals.has(status) ? [`${name} returned ${status} to a stranger's ${method} ${path}`] : [];
    }),
  );
  return shown.flat();
}
