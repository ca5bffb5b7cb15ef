import { type Answer } from './endpoint.ts';

/** The fields of a PaymentIntent that Stripe returns to a page: all that its customer may know. */
const visibleFields = [
  'id',
  'object',
  'amount',
  'amount_details',
  'automatic_payment_methods',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'last_payment_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_configuration_details',
  'payment_method_types',
  'processing',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'source',
  'status',
];

/** CORS as Stripe has it for pages: any origin, without credentials. */
export const corsHeaders: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Request-Id, Stripe-Manage-Version, Stripe-Should-Retry',
};

export const preflightHeaders: Readonly<Record<string, string>> = {
  ...corsHeaders,
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Idempotency-Key, Stripe-Version',
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Max-Age': '300',
};

/** The response without what only the shop's server may see. */
export function visibleToPages(answer: Answer): Answer {
  const body = answer.body as Record<string, unknown>;
  const error = body['error'] as Record<string, unknown> | undefined;
  if (error?.['payment_intent'] !== undefined) {
    const intent = visible(error['payment_intent'] as Record<string, unknown>);
    return { ...answer, body: { ...body, error: { ...error, payment_intent: intent } } };
  }
  return body['object'] === 'payment_intent' ? { ...answer, body: visible(body) } : answer;
}

function visible(intent: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(intent).filter(([field]) => visibleFields.includes(field)));
}
