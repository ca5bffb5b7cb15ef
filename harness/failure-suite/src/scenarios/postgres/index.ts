import { type Scenario } from '../../scenario/scenario.ts';
import backendOutOfMemory from './backend-out-of-memory.ts';
import commitResponseLost from './commit-response-lost.ts';
import outcomeCommitResponseLost from './outcome-commit-response-lost.ts';
import commitRechecked from './commit-rechecked.ts';
import connectionCutBeforeCommit from './connection-cut-before-commit.ts';
import deadPeerHoldsALock from './dead-peer-holds-a-lock.ts';
import everyBackendTerminated from './every-backend-terminated.ts';
import outcomeCutBeforeCommit from './outcome-cut-before-commit.ts';
import paymentsCommitResponseLost from './payments-commit-response-lost.ts';
import paymentsOutcomeCutBeforeCommit from './payments-outcome-cut-before-commit.ts';
import postgresCutOffFromItsNetwork from './postgres-cut-off-from-its-network.ts';
import postgresDownForLong from './postgres-down-for-long.ts';
import postgresKilled from './postgres-killed.ts';
import powerLoss from './power-loss.ts';
import noRoomLeft from './no-room-left.ts';
import postgresReadOnly from './postgres-read-only.ts';
import postgresRefusesCheckout from './postgres-refuses-checkout.ts';
import postgresRefusesPayments from './postgres-refuses-payments.ts';
import postgresRefusesTheLogin from './postgres-refuses-the-login.ts';
import postgresSlow from './postgres-slow.ts';
import postgresPausedForFiveSeconds from './postgres-paused-for-five-seconds.ts';
import postgresSwallowsACommit from './postgres-swallows-a-commit.ts';
import tooManyConnections from './too-many-connections.ts';

export const postgresScenarios: readonly Scenario[] = [
  commitResponseLost,
  outcomeCommitResponseLost,
  commitRechecked,
  connectionCutBeforeCommit,
  deadPeerHoldsALock,
  everyBackendTerminated,
  backendOutOfMemory,
  outcomeCutBeforeCommit,
  paymentsCommitResponseLost,
  paymentsOutcomeCutBeforeCommit,
  postgresCutOffFromItsNetwork,
  postgresKilled,
  postgresDownForLong,
  postgresReadOnly,
  postgresRefusesCheckout,
  postgresRefusesPayments,
  postgresRefusesTheLogin,
  postgresSlow,
  postgresPausedForFiveSeconds,
  postgresSwallowsACommit,
  tooManyConnections,
  ...powerLoss,
  ...noRoomLeft,
];
