import { type Scene } from './scene.ts';
import { seesOneCharge, seesOneReceipt, seesPaid } from './orders.ts';

export const buy: Scene = {
  title: 'Buy',
  play: async (stage) => {
    const { presenter, stack, ada } = stage;
    presenter.print('Ada buys two packs of tea for $42.00. Buy some in the shop too: it is counted as well.');
    await presenter.enter('Ada pays');
    const placed = await ada.checkOut();
    const orderId = seesPaid(stage, placed);
    await seesOneCharge(stage, orderId);
    await seesOneReceipt(stage, orderId);
    await stage.show('The page of the order', stack.pageOf(placed));
    presenter.print(`The receipt: ${stack.addresses['mail inbox']}`);
    presenter.quote('One request, one charge, one receipt.');
  },
};
