import { type FastifyInstance, type FastifyReply } from 'fastify';
import { type Stripe } from 'stripe';
import { z } from 'zod';
import { parseForm } from '../http/params.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { withParameters } from '../payment-intents/return-url.ts';
import { answerChallenge, openChallengeOf } from './answer-challenge.ts';
import { closedPage, pageHeaders, questionPage } from './challenge.page.ts';
import { type Challenge, challengePath } from './challenge.ts';

interface PageRoute {
  Params: { intentId: string };
  Querystring: { attempt?: string };
}

const url = '/3d_secure/:intentId';
const form = z.object({ attempt: z.string(), answer: z.enum(['confirm', 'refuse']) });

/** The page that stands in for the customer's bank; it works without script. */
export function challengePageRoutes(app: FastifyInstance, ledger: Ledger, onCommit: () => void): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) => {
    done(null, parseForm(String(body)));
  });
  app.get<PageRoute>(url, { config: { audience: 'any page' } }, ({ params, query }, reply) => {
    const found = find(ledger, params.intentId, query.attempt);
    if (found === undefined) return unknown(reply);
    const { intent, challenge } = found;
    if (openChallengeOf(ledger, intent)?.id !== challenge.id) return closed(reply, 200, intent, challenge);
    const method = ledger.paymentMethods.find(challenge.payment_method);
    const closeUrl = returnUrl(challenge, intent);
    return reply.headers(pageHeaders).send(questionPage(intent, challenge, method, closeUrl));
  });
  app.post<PageRoute>(url, ({ params: { intentId }, body }, reply) => {
    const read = form.safeParse(body);
    if (!read.success) return unknown(reply.code(400));
    const isAnswered = ledger.transaction(() => {
      const found = find(ledger, intentId, read.data.attempt);
      if (found === undefined) return undefined;
      const { intent, challenge } = found;
      if (openChallengeOf(ledger, intent)?.id !== challenge.id) return false;
      const origin = { ledger, requestId: null, idempotencyKey: null, at: ledger.clock.now() };
      answerChallenge(origin, intent, challenge, read.data.answer);
      return true;
    });
    if (isAnswered === true) onCommit();
    const found = find(ledger, intentId, read.data.attempt);
    if (found === undefined) return unknown(reply);
    const { intent, challenge } = found;
    if (isAnswered !== true) return closed(reply, 409, intent, challenge);
    const address = returnUrl(challenge, intent, outcomeOf(intent)) ?? challengePath(challenge);
    return reply.headers({ 'Cache-Control': 'no-store' }).redirect(address, 303);
  });
}

interface Found {
  readonly intent: Stripe.PaymentIntent;
  readonly challenge: Challenge;
}

function find(ledger: Ledger, intentId: string, attempt: string | undefined): Found | undefined {
  const intent = ledger.paymentIntents.find(intentId);
  const challenge = attempt === undefined ? undefined : ledger.challenges.find(attempt);
  if (intent === undefined || challenge?.payment_intent !== intent.id) return undefined;
  return { intent, challenge };
}

function unknown(reply: FastifyReply): FastifyReply {
  const isMalformed = reply.statusCode === 400;
  const text = isMalformed ? 'This form is incomplete.' : 'This payment is unknown.';
  return reply
    .code(isMalformed ? 400 : 404)
    .headers(pageHeaders)
    .send(closedPage(text, undefined));
}

function closed(
  reply: FastifyReply,
  status: 200 | 409,
  intent: Stripe.PaymentIntent,
  challenge: Challenge,
): FastifyReply {
  const outcome = challenge.answer === null ? undefined : outcomeOf(intent);
  const page = closedPage(explain(intent, challenge), returnUrl(challenge, intent, outcome));
  return reply.code(status).headers(pageHeaders).send(page);
}

function explain({ status }: Stripe.PaymentIntent, { answer }: Challenge): string {
  if (answer === 'confirm') return 'You have confirmed this payment.';
  if (answer === 'refuse') return 'You have refused this payment. Nothing was taken.';
  if (status === 'canceled') return 'The shop has canceled this payment. Nothing was taken.';
  return 'The shop has started this payment again. This page is out of date.';
}

function outcomeOf({ status }: Stripe.PaymentIntent): 'succeeded' | 'failed' {
  return status === 'requires_payment_method' || status === 'canceled' ? 'failed' : 'succeeded';
}

/** Stripe appends these to the shop's address; without an answer, there is no `redirect_status`. */
function returnUrl(
  { return_url: address }: Challenge,
  { id, client_secret: secret }: Stripe.PaymentIntent,
  outcome?: 'succeeded' | 'failed',
): string | undefined {
  if (address === null) return undefined;
  return withParameters(address, {
    payment_intent: id,
    payment_intent_client_secret: secret ?? '',
    ...(outcome === undefined ? {} : { redirect_status: outcome }),
  });
}
