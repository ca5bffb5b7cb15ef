import { bodyOf, type CustomerResponse } from '@holdfast/witness';
import { type Stage } from '../stage.ts';
import { type Scene } from './scene.ts';
import { orderIdIn, seesOneCharge, seesOneReceipt, seesPending } from './orders.ts';

/** 60 s: a killed process leaves its key to another one, and the breakers close. */
const recoveryMs = 60_000;

async function killedInMidCharge(
  stage: Stage,
): Promise<{ readonly placed: CustomerResponse; readonly start: () => Promise<void> }> {
  const instances = await stage.stack.instancesOf('payments');
  const charges = () => stage.stack.charges({ since: stage.startedAt });
  const before = (await charges()).length;
  const onTheWire = { kind: 'latency', ms: 10_000 } as const;
  // Stripe's webhook would settle the order within milliseconds.
  const webhooksInTime = await stage.fault('stripe->payments', { ...onTheWire, direction: 'request' });
  const responsesInTime = await stage.fault('payments->stripe', {
    ...onTheWire,
    direction: 'response',
    label: 'POST /v1/payment_intents',
  });
  const placing = stage.ada.checkOut();
  // Ended with the demo, it rejects while nothing waits for it yet.
  placing.catch(() => undefined);
  await stage.sees(
    'Stripe has charged the card; its response and its webhook are still on the wire',
    async () => (await charges()).length > before,
  );
  const start = await stage.kill('payments', instances);
  stage.presenter.seen('payments is killed (SIGKILL)');
  await responsesInTime();
  await webhooksInTime();
  return { placed: await placing, start };
}

async function seesOrderPending(stage: Stage, orderId: string): Promise<void> {
  const { status, notice } = bodyOf(await stage.ada.get(`/orders/${orderId}`));
  const isPending = status === 'payment_pending' && typeof notice === 'string';
  stage.checks('The order is pending, with a notice for Ada', isPending, `it is ${String(status)}`);
}

export const killPayments: Scene = {
  title: 'Kill payments in mid-charge',
  play: async (stage) => {
    const { presenter, stack, ada } = stage;
    presenter.print(
      'Stripe charges the card. Before its response or its webhook arrives, payments is killed.',
    );
    await presenter.enter('buy, and kill payments in mid-charge');
    const { placed, start } = await killedInMidCharge(stage);
    stage.byHand('npm run service -- kill payments');
    const orderId = seesPending(stage, placed);
    await seesOrderPending(stage, orderId);
    presenter.print('Its page says: We are finding out whether $42.00 was taken.');
    await stage.show('The page of the order', stack.pageOf(placed));
    presenter.quote('We do not know, and we say so. The order is accepted, and it is charged once at most.');
    await presenter.enter('start payments');
    await start();
    stage.byHand('npm run service -- start payments');
    await stage.sees('Checkout calls payments again', () => stage.stack.isCalled('payments'), recoveryMs);
    await stage.sees(
      'The order is paid, without another request from Ada',
      async () => bodyOf(await ada.get(`/orders/${orderIdIn(placed)}`))['status'] === 'paid',
      recoveryMs,
    );
    await seesOneCharge(stage, orderId);
    await seesOneReceipt(stage, orderId);
    presenter.quote(
      'The new process continues with the same key. It asks Stripe or gets the webhook; the charge is the same.',
    );
  },
};
