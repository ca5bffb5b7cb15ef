import { type Scenario } from '../../scenario/scenario.ts';
import answerOfTheCommitLost from './answer-of-the-commit-lost.ts';
import answerOfTheOutcomeLost from './answer-of-the-outcome-lost.ts';
import commitAskedAgain from './commit-asked-again.ts';
import cutBeforeTheCommit from './cut-before-the-commit.ts';
import deadPeerHoldsALock from './dead-peer-holds-a-lock.ts';
import everyBackendTerminated from './every-backend-terminated.ts';
import outcomeCutBeforeTheCommit from './outcome-cut-before-the-commit.ts';
import paymentsCommitLost from './payments-commit-lost.ts';
import paymentsOutcomeCut from './payments-outcome-cut.ts';
import postgresCutOffFromItsNetwork from './postgres-cut-off-from-its-network.ts';
import postgresKilled from './postgres-killed.ts';
import postgresReadOnly from './postgres-read-only.ts';
import postgresRefusesCheckout from './postgres-refuses-checkout.ts';
import postgresRefusesPayments from './postgres-refuses-payments.ts';
import postgresRefusesTheLogin from './postgres-refuses-the-login.ts';
import postgresSlow from './postgres-slow.ts';
import postgresStoppedForFiveSeconds from './postgres-stopped-for-five-seconds.ts';
import postgresSwallowsACommit from './postgres-swallows-a-commit.ts';
import tooManyConnections from './too-many-connections.ts';

export const postgresScenarios: readonly Scenario[] = [
  answerOfTheCommitLost,
  answerOfTheOutcomeLost,
  commitAskedAgain,
  cutBeforeTheCommit,
  deadPeerHoldsALock,
  everyBackendTerminated,
  outcomeCutBeforeTheCommit,
  paymentsCommitLost,
  paymentsOutcomeCut,
  postgresCutOffFromItsNetwork,
  postgresKilled,
  postgresReadOnly,
  postgresRefusesCheckout,
  postgresRefusesPayments,
  postgresRefusesTheLogin,
  postgresSlow,
  postgresStoppedForFiveSeconds,
  postgresSwallowsACommit,
  tooManyConnections,
];
