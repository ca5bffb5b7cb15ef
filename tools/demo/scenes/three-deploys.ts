import { bodyOf } from '@holdfast/witness';
import { type Scene } from './scene.ts';
import { orderIdIn, seesOneReceiptEach } from './orders.ts';
import { seesEven } from './count-money.ts';
import { type Stage } from '../stage.ts';

/** 30 s: a redeployed process finishes its email and starts again. */
const deployMs = 30_000;
/** 60 s: the breaker for payments may still be open after an earlier scene. */
const paidMs = 60_000;

async function deploy(stage: Stage, round: number): Promise<void> {
  const instances = await stage.stack.instancesOf('email');
  await Promise.all(instances.map((name) => stage.stack.act('restart', name)));
  await stage.sees(
    `Deploy ${round} of 3: email is ready again`,
    async () => {
      const status = await stage.stack.status();
      return status.filter(({ name }) => instances.includes(name)).every(({ ready }) => ready);
    },
    deployMs,
  );
}

async function fiveOrders(stage: Stage): Promise<string[]> {
  const placed = await Promise.all(Array.from({ length: 5 }, () => stage.ada.checkOut()));
  const orderIds = placed.map(orderIdIn);
  const arePaid = async (): Promise<boolean> => {
    const orders = await Promise.all(orderIds.map((orderId) => stage.ada.get(`/orders/${orderId}`)));
    return orders.every((order) => bodyOf(order)['status'] === 'paid');
  };
  await stage.sees('Five orders are paid', arePaid, paidMs);
  return orderIds;
}

export const threeDeploys: Scene = {
  title: 'Three deploys, one email per order',
  play: async (stage) => {
    const { presenter } = stage;
    presenter.print('Five customers buy while email is deployed three times, and the mail server is slow.');
    await presenter.enter('buy and deploy');
    const heal = await stage.fault('email->mail', { kind: 'latency', ms: 1_000, label: 'DATA' });
    const orderIds = await fiveOrders(stage);
    for (const round of [1, 2, 3]) await deploy(stage, round);
    stage.byHand('npm run service -- restart email');
    await heal();
    await seesOneReceiptEach(stage, 'Each of the five has one receipt in the inbox', orderIds);
    await seesEven(stage);
    presenter.quote('Messages arrive at least once. Effects happen once.');
  },
};
