import { z } from 'zod';

export const apiFaults = [
  'refuse',
  'reset',
  'hang',
  'latency',
  'error_500',
  'error_500_after_effect',
  'drop_answer_after_effect',
  'rate_limit',
  'key_in_use',
  'invalid_request',
  'key_revoked',
  'key_too_narrow',
] as const;
export const webhookFaults = ['duplicate', 'delay', 'in_turn', 'reorder', 'withhold'] as const;

export type ApiFault = (typeof apiFaults)[number];
export type WebhookFault = (typeof webhookFaults)[number];

export const webhooksRoute = 'webhooks';
const anyRoute = '*';
const needsMs: readonly string[] = ['latency', 'delay'];

const isApiFault = (fault: string): fault is ApiFault => (apiFaults as readonly string[]).includes(fault);

export interface FaultRequest {
  readonly route: string;
  readonly fault: ApiFault | WebhookFault;
  readonly ms?: number | undefined;
  readonly times?: number | undefined;
}

/** `knownRoutes` as in `POST /v1/payment_intents/:id/confirm`. */
export function faultSchema(knownRoutes: readonly string[]): z.ZodType<FaultRequest> {
  return z
    .strictObject({
      route: z.string(),
      fault: z.enum([...apiFaults, ...webhookFaults]),
      ms: z.int().min(0).max(3_600_000).optional(),
      times: z.int().min(1).optional(),
    })
    .superRefine(({ route, fault, ms }, context) => {
      const complain = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [path], message });
      const isForWebhooks = route === webhooksRoute;
      if (!isForWebhooks && route !== anyRoute && !knownRoutes.some((known) => matchesRoute(known, route))) {
        complain('route', `must be "*", "webhooks" or one of: ${knownRoutes.join(', ')}`);
      } else if (isForWebhooks === isApiFault(fault)) {
        const options = isForWebhooks ? webhookFaults : apiFaults;
        complain('fault', `must be one of these for this route: ${options.join(', ')}`);
      }
      if (needsMs.includes(fault) && ms === undefined) complain('ms', `must be given for ${fault}`);
    });
}

/** `:name` stands for any one segment; `*` matches every route of the API. */
export function matchesRoute(pattern: string, route: string): boolean {
  if (pattern === anyRoute) return true;
  const expected = pattern.split('/');
  const given = route.split('/');
  return (
    expected.length === given.length &&
    expected.every((segment, index) => segment.startsWith(':') || segment === given[index])
  );
}
