import { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Clock } from '../ledger/clock.ts';
import { Refused } from './refused.ts';

const dayMs = 86_400_000;
/** 10 years: beyond any delay of a bank. */
const mostMs = 3_650 * dayMs;

const advance = z
  .strictObject({
    advanceMs: z.int().min(1).max(mostMs).optional(),
    advanceDays: z
      .number()
      .positive()
      .max(mostMs / dayMs)
      .optional(),
  })
  .refine(({ advanceMs, advanceDays }) => (advanceMs === undefined) !== (advanceDays === undefined), {
    error: 'exactly one of advanceMs and advanceDays is needed',
  });

/** Moves the local Stripe's clock forward; what becomes due has happened when the response arrives. */
export function clockRoutes(app: FastifyInstance, clock: Clock, onChange: () => void): void {
  const time = () => ({ now: new Date(clock.now()).toISOString(), aheadMs: clock.aheadMs() });
  app.get('/_simulator/clock', time);
  app.post('/_simulator/clock', ({ body }, reply) => {
    const asked = Refused.orElse(reply, () => Refused.unlessValid(advance, body));
    if (asked === undefined) return reply;
    clock.advance(asked.advanceMs ?? Math.round((asked.advanceDays ?? 0) * dayMs));
    onChange();
    return time();
  });
}
