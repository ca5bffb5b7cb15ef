import { randomUUID } from 'node:crypto';
import { pause } from '@holdfast/witness';
import { type Scene } from './scene.ts';
import { seesOneCharge, seesPaid } from './orders.ts';

/** 120 ms: between the clicks of a double-click. */
const betweenClicksMs = 120;

export const clickTwice: Scene = {
  title: 'Click twice',
  play: async (stage) => {
    const { presenter, ada } = stage;
    presenter.print('Ada double-clicks the button that pays: two equal requests with one idempotency key.');
    await presenter.enter('two clicks');
    const key = randomUUID();
    const second = pause(betweenClicksMs, stage.signal).then(() => ada.checkOut({ key }));
    const [one, other] = await Promise.all([ada.checkOut({ key }), second]);
    const orderId = seesPaid(stage, one);
    const replays = [one, other].filter(({ headers }) => headers['idempotent-replayed'] === 'true').length;
    stage.checks(
      'Both clicks get the same response, byte for byte; one is marked as a replay',
      one.text === other.text && one.status === other.status && replays === 1,
      `the statuses are ${one.status} and ${other.status}, and ${replays} are marked`,
    );
    await seesOneCharge(stage, orderId);
    presenter.quote(
      'The first result is stored under the key. The second click gets that result, not a charge.',
    );
  },
};
