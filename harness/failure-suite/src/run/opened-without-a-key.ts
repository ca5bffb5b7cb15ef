import { operatorScopes } from '@holdfast/local-stack';
import { type GuardedRoute } from '@holdfast/local-stack/documented-api';
import { type System } from '../system/system.ts';

interface Attempt {
  readonly process: string;
  readonly route: GuardedRoute;
  readonly by: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly refusal: number;
}

/** Overload and limits refuse as well: nothing ran. */
const sentAway = new Set([429, 503]);
const responseTimeoutMs = 10_000;

/**
 * Calls each route that only API keys open, at one copy of each service: without a key, with an unknown one,
 * and with the operators' key if it lacks the scopes. Lists the calls that were not refused because of that.
 */
export async function openedWithoutAKey(
  system: Pick<System, 'address' | 'secrets'>,
  processes: readonly string[],
  routesOf: (service: string) => readonly GuardedRoute[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const attempts = [...firstCopies(processes)].flatMap(([service, process]) =>
    routesOf(service).flatMap((route) => attemptsAt(process, route, system.secrets.operatorKey)),
  );
  const opened = await Promise.all(
    attempts.map(async ({ process, route: { method, path }, by, headers, refusal }) => {
      const isPost = method === 'POST';
      const { status } = await fetch(system.address(process) + path, {
        method,
        headers: { ...headers, ...(isPost ? { 'content-type': 'application/json' } : {}) },
        body: isPost ? '{}' : null,
        signal: AbortSignal.any([signal, AbortSignal.timeout(responseTimeoutMs)]),
      });
      const isRefused = status === refusal || sentAway.has(status);
      return isRefused ? [] : [`${process} returned ${status} to ${method} ${path} with ${by}`];
    }),
  );
  return opened.flat();
}

function attemptsAt(process: string, route: GuardedRoute, operatorKey: string): Attempt[] {
  const isForOperators = route.scopes.some((scope) => operatorScopes.includes(scope));
  const at = { process, route };
  return [
    { ...at, by: 'no key', headers: {}, refusal: 401 },
    { ...at, by: 'an unknown key', headers: bearer('x'), refusal: 401 },
    ...(isForOperators
      ? []
      : [{ ...at, by: "the operators' key", headers: bearer(operatorKey), refusal: 403 }]),
  ];
}

const bearer = (key: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${key}` });

/** By service: `payments` of `payments` and `payments-2`. */
const firstCopies = (processes: readonly string[]): ReadonlyMap<string, string> =>
  new Map(processes.toReversed().map((process) => [process.replace(/-\d+$/, ''), process]));
