import { bodyOf, type CustomerResponse } from '@holdfast/witness';
import { type Stage } from '../stage.ts';
import { type Scene } from './scene.ts';
import { seesPaid } from './orders.ts';

/** 30 s: longer than the breaker stays open. */
const healsMs = 30_000;

const looks = (stage: Stage): Promise<CustomerResponse> =>
  stage.ada.get(`/recommendations?customerId=${encodeURIComponent(stage.ada.email)}&limit=4`);

async function seesOlder(stage: Stage): Promise<void> {
  const seen = await looks(stage);
  const { source, notice } = bodyOf(seen);
  const tookMs = Math.round(seen.endedAt - seen.startedAt);
  stage.checks(
    `Ada sees older suggestions after ${tookMs} ms, not after 3 s`,
    seen.status === 200 && source === 'cache' && tookMs < 3_000,
    `she sees ${seen.status} with ${String(source)} suggestions`,
  );
  stage.presenter.print(`Their notice: ${String(notice)}`);
}

export const slowRecommendations: Scene = {
  title: 'Slow recommendations',
  needs: 'recommendations',
  play: async (stage) => {
    const { presenter, ada } = stage;
    presenter.print('Recommendations takes 3 s to respond. The shop does not wait for it.');
    await stage.sees(
      'Before: Ada sees live suggestions',
      async () => bodyOf(await looks(stage))['source'] === 'live',
      healsMs,
    );
    await presenter.enter('slow recommendations down');
    const heal = await stage.fault('checkout->recommendations', { kind: 'latency', ms: 3_000 });
    await seesOlder(stage);
    seesPaid(stage, await ada.checkOut());
    presenter.quote('Suggestions may be old. A payment is never guessed: it waits.');
    await presenter.enter('make recommendations fast again');
    await heal();
    await stage.sees(
      'Suggestions are live again',
      async () => bodyOf(await looks(stage))['source'] === 'live',
      healsMs,
    );
  },
};
