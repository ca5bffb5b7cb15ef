import { type Stage } from '../stage.ts';
import { type Count, countInWords, countMoney, isEven } from '../count.ts';
import { type Scene } from './scene.ts';

/** 30 s: receipts of orders that were placed by hand a moment ago may still be on their way. */
const restMs = 30_000;

export async function seesEven(stage: Stage): Promise<void> {
  let last: Count | undefined;
  const count = async (): Promise<boolean> => {
    last = await countMoney(stage.stack, stage.startedAt);
    if (isEven(last)) return true;
    throw new Error(countInWords(last));
  };
  await stage.sees("Checkout's orders, Stripe's charges and the inbox agree", count, restMs);
  if (last !== undefined) stage.presenter.seen(`${countInWords(last)}. Nothing lost, nothing charged twice.`);
}

export const count: Scene = {
  title: 'Count',
  play: async (stage) => {
    const { presenter, stack } = stage;
    presenter.print('Every order since the demo began, in three ledgers that share no code.');
    await presenter.enter('count');
    await seesEven(stage);
    presenter.print(`The lab counts too: ${stack.addresses.storefront}/lab`);
  },
};
