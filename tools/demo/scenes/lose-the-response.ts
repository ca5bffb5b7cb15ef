import { type Scene } from './scene.ts';
import { seesOneCharge, seesOneReceipt, seesPaid } from './orders.ts';

const charge = 'POST /v1/payment_intents';

export const loseTheResponse: Scene = {
  title: 'Lose the response',
  play: async (stage) => {
    const { presenter, ada } = stage;
    presenter.print('Stripe charges the card, and its response is lost on the way back.');
    await presenter.enter("lose Stripe's next response, and buy");
    const { armed, fix } = await stage.strike({
      edge: 'payments->stripe',
      direction: 'response',
      label: charge,
      action: { kind: 'reset' },
    });
    const placed = await ada.checkOut();
    await stage.sees("Stripe's response to the charge was lost", async () => {
      const { state } = (await stage.strikeNow(armed)) ?? {};
      return state === 'struck';
    });
    await fix();
    const orderId = seesPaid(stage, placed);
    await seesOneCharge(stage, orderId);
    await seesOneReceipt(stage, orderId);
    presenter.quote(
      'This is the moment that charges people twice. The retry carried the same key to Stripe.',
    );
  },
};
