import { buy } from './buy.ts';
import { clickTwice } from './click-twice.ts';
import { count } from './count-money.ts';
import { killPayments } from './kill-payments.ts';
import { loseTheResponse } from './lose-the-response.ts';
import { type Scene } from './scene.ts';
import { slowRecommendations } from './slow-recommendations.ts';
import { threeDeploys } from './three-deploys.ts';

/** In the order of the demo. Each can play after any other has failed. */
export const scenes: readonly Scene[] = [
  buy,
  clickTwice,
  loseTheResponse,
  killPayments,
  count,
  slowRecommendations,
  threeDeploys,
];
