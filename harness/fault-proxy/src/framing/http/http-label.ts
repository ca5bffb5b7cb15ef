const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `42`, `ord_01JD...`, `pi_3QaBc`, a UUID, an address; not `v1`, `payment_intents` or `healthz`. */
function isId(segment: string): boolean {
  if (/^\d+$/.test(segment) || uuid.test(segment) || /@|%40/.test(segment)) return true;
  if (segment.length >= 8 && /\d/.test(segment)) return true;
  return /^[a-z]+_[A-Za-z0-9]*[A-Z][A-Za-z0-9]*$/.test(segment);
}

/** `POST /v1/payment_intents/:id/confirm`: without IDs and query. */
export function httpLabel(method: string, target: string): string {
  const origin = /^https?:\/\/[^/]*/i.exec(target)?.[0] ?? '';
  const path = target.slice(origin.length).split(/[?#]/, 1)[0] ?? '';
  const segments = path.split('/').map((segment) => (isId(segment) ? ':id' : segment));
  return `${method} ${segments.join('/') || '/'}`;
}

/** Probes and scrapes happen without any order. */
export const isBackgroundPath = (target: string): boolean =>
  /^(https?:\/\/[^/]*)?\/(health\/|metrics\b)/i.test(target);

/** The lowest urgency of RFC 9218: `u=7`. Background calls to a route have a label of their own. */
export const isBackgroundPriority = (priority: string | undefined): boolean =>
  /(^|,)\s*u=7\s*(,|$)/.test(priority ?? '');
