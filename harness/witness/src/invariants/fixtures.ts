/** For specs: a valid reading of all ledgers, and every reading that an invariant must contradict. */
import { type Corruption } from './corruption.fixture.ts';
import { historiesCorrupted, reportsCorrupted } from './customers/corrupted-reports.fixture.ts';
import {
  errorsCorrupted,
  receiptsCorrupted,
  replaysCorrupted,
  responsesCorrupted,
} from './customers/corrupted-responses.fixture.ts';
import {
  chargesCorrupted,
  disputesCorrupted,
  partsCorrupted,
  refundsCorrupted,
} from './money/corrupted-money.fixture.ts';
import { leftCorrupted } from './system/corrupted-rest.fixture.ts';

export { type Corruption } from './corruption.fixture.ts';
export {
  aCharge,
  aLedger,
  aMail,
  anEmail,
  anOrder,
  aPayment,
  aProblem,
  aReplay,
  aResponse,
  someEvidence,
  startedAt,
} from './evidence.fixture.ts';
export { aRefundedLedger } from './refunded.fixture.ts';

/** By the number of the invariant that they contradict. */
export const corruptions: ReadonlyMap<number, readonly Corruption[]> = new Map([
  [1, chargesCorrupted],
  [2, [...responsesCorrupted, ...historiesCorrupted]],
  [3, receiptsCorrupted],
  [4, replaysCorrupted],
  [6, leftCorrupted],
  [7, [...refundsCorrupted, ...partsCorrupted]],
  [8, errorsCorrupted],
  [13, reportsCorrupted],
  [15, disputesCorrupted],
]);
