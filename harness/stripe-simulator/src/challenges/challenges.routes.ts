import { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Ledger } from '../ledger/ledger.ts';
import { answerChallenge, openChallengeOf } from './answer-challenge.ts';
import { challengePath } from './challenge.ts';

interface ChallengeRoute {
  Params: { intentId: string };
}

const asked = z.strictObject({ answer: z.enum(['confirm', 'refuse']) });

/** Lets a test give the customer's answer, and lists the questions that wait for one. */
export function challengeRoutes(app: FastifyInstance, ledger: Ledger, onCommit: () => void): void {
  app.get('/_simulator/challenges', () => ({ challenges: openChallenges(ledger) }));
  app.post<ChallengeRoute>('/_simulator/challenges/:intentId', ({ params: { intentId }, body }, reply) => {
    const read = asked.safeParse(body ?? {});
    if (!read.success) {
      return reply.code(400).send({ error: { code: 'invalid', message: z.prettifyError(read.error) } });
    }
    const before = ledger.transaction(() => {
      const intent = ledger.paymentIntents.find(intentId);
      const challenge = intent && openChallengeOf(ledger, intent);
      if (intent === undefined || challenge === undefined) return intent?.status ?? 'unknown';
      const origin = { ledger, requestId: null, idempotencyKey: null, at: ledger.clock.now() };
      answerChallenge(origin, intent, challenge, read.data.answer);
      return 'answered';
    });
    if (before === 'unknown') {
      const message = `Unknown payment intent ${intentId}.`;
      return reply.code(404).send({ error: { code: 'payment_intent_unknown', message } });
    }
    if (before !== 'answered') {
      const message = `Payment intent ${intentId} is ${before}: no challenge is open.`;
      return reply.code(409).send({ error: { code: 'no_open_challenge', message } });
    }
    onCommit();
    return ledger.paymentIntents.find(intentId);
  });
}

/** Oldest first. */
function openChallenges(ledger: Ledger) {
  const unanswered = { sql: `body ->> 'answer' IS NULL`, values: [] };
  const waiting = {
    sql: `payment_intent IN (SELECT id FROM payment_intents WHERE body ->> 'status' = 'requires_action')`,
    values: [],
  };
  return ledger.challenges
    .recordedSince(0, [unanswered, waiting])
    .flatMap(({ object: challenge, recordedAt }) => {
      const intent = ledger.paymentIntents.find(challenge.payment_intent);
      if (intent === undefined || openChallengeOf(ledger, intent)?.id !== challenge.id) return [];
      return {
        intentId: intent.id,
        url: ledger.publicUrl + challengePath(challenge),
        amountMinor: intent.amount,
        currency: intent.currency,
        createdAt: new Date(recordedAt).toISOString(),
        metadata: intent.metadata,
      };
    });
}
