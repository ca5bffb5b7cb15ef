import { type FastifyInstance, type FastifyReply } from 'fastify';
import { type Stripe } from 'stripe';
import { z } from 'zod';
import { disputeReasons } from '../disputes/dispute.ts';
import {
  closeDispute,
  disputableAmount,
  isDebit,
  isOpen,
  openDispute,
  reopenDispute,
  returnDebit,
} from '../disputes/open-dispute.ts';
import { laterOrigin } from '../events/event.recorder.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { idOf } from '../ledger/object-id.ts';
import { warnOfFraud } from '../radar/early-fraud-warning.ts';
import { Refused } from './refused.ts';

const target = { paymentIntentId: z.string().optional(), chargeId: z.string().optional() };
const newDispute = z.strictObject({
  ...target,
  reason: z.enum(disputeReasons).default('fraudulent'),
  amountMinor: z.int().min(1).optional(),
  inquiry: z.boolean().default(false),
  resolved: z.boolean().default(false),
  whole: z.boolean().default(false),
});
const newWarning = z.strictObject(target);
const close = z.strictObject({ as: z.enum(['won', 'lost']) });

interface DisputeRoute {
  Params: { id: string };
}

/** Acts of a cardholder and the issuing bank. */
export function disputeRoutes(app: FastifyInstance, ledger: Ledger, onCommit: () => void): void {
  const run = (reply: FastifyReply, status: number, work: () => object): FastifyReply => {
    const made = Refused.orElse(reply, () => ledger.transaction(work));
    if (made === undefined) return reply;
    onCommit();
    return reply.code(status).send(made);
  };
  app.post('/_simulator/disputes', ({ body }, reply) =>
    run(reply, 201, () => {
      const asked = Refused.unlessValid(newDispute, body);
      const { reason, amountMinor, inquiry: isInquiry, resolved: isResolved, whole, ...of } = asked;
      const charge = chargeOf(ledger, of);
      const left = disputableAmount(ledger, charge) + (whole ? charge.amount_refunded : 0);
      const amount = amountMinor ?? left;
      if (left <= 0 || amount > left) {
        const message = `Only ${Math.max(0, left)} of ${charge.amount_captured} can be disputed; the rest is refunded or disputed.`;
        throw new Refused(409, 'not_disputable', message);
      }
      const opening = { amount, reason, isInquiry, isResolved };
      if (!isDebit(charge)) return openDispute(laterOrigin(ledger), charge, opening);
      if (isInquiry || isResolved)
        throw new Refused(
          409,
          'final_dispute',
          'A dispute of a bank debit is final: its bank takes it back.',
        );
      return returnDebit(laterOrigin(ledger), charge, opening);
    }),
  );
  app.post<DisputeRoute>('/_simulator/disputes/:id/close', ({ body, params: { id } }, reply) =>
    run(reply, 200, () => {
      const { as } = Refused.unlessValid(close, body);
      const dispute = knownDispute(ledger, id);
      if (!isOpen(dispute)) {
        throw new Refused(409, 'dispute_closed', `Dispute ${id} is already closed (${dispute.status}).`);
      }
      return closeDispute(laterOrigin(ledger), dispute, as);
    }),
  );
  app.post<DisputeRoute>('/_simulator/disputes/:id/reopen', ({ params: { id } }, reply) =>
    run(reply, 200, () => reopenDispute(laterOrigin(ledger), reopenable(ledger, id))),
  );
  app.post('/_simulator/early_fraud_warnings', ({ body }, reply) =>
    run(reply, 201, () =>
      warnOfFraud(laterOrigin(ledger), chargeOf(ledger, Refused.unlessValid(newWarning, body))),
    ),
  );
}

function knownDispute(ledger: Ledger, id: string): Stripe.Dispute {
  const dispute = ledger.disputes.find(id);
  if (dispute === undefined) throw new Refused(404, 'dispute_unknown', `Unknown dispute ${id}.`);
  return dispute;
}

function reopenable(ledger: Ledger, id: string): Stripe.Dispute {
  const dispute = knownDispute(ledger, id);
  const { status, amount } = dispute;
  if (status !== 'won')
    throw new Refused(409, 'dispute_not_won', `Dispute ${id} is ${status}; only a won one is reopened.`);
  const left = disputableAmount(ledger, chargeOf(ledger, { chargeId: idOf(dispute.charge) }));
  if (amount > left)
    throw new Refused(409, 'not_disputable', `Only ${Math.max(0, left)} of ${amount} is left.`);
  return dispute;
}

function chargeOf(
  { charges, paymentIntents }: Ledger,
  { paymentIntentId, chargeId }: z.infer<typeof newWarning>,
): Stripe.Charge {
  if ((paymentIntentId === undefined) === (chargeId === undefined)) {
    throw new Refused(400, 'invalid', 'Exactly one of paymentIntentId and chargeId is needed.');
  }
  const id = chargeId ?? paymentIntents.find(paymentIntentId ?? '')?.latest_charge;
  const charge = typeof id === 'string' ? charges.find(id) : undefined;
  if (charge?.status === 'succeeded') return charge;
  if (charge === undefined) throw new Refused(404, 'charge_unknown', 'There is no such charge.');
  throw new Refused(409, 'not_charged', `Charge ${charge.id} is ${charge.status}: nothing was taken.`);
}
