import { type Scenario } from '../../scenario/scenario.ts';
import responsesInSlices from './responses-in-slices.ts';
import checkoutMovesToAnotherPort from './checkout-moves-to-another-port.ts';
import chunkedBody from './chunked-body.ts';
import clocksFiveMinutesOff from './clocks-five-minutes-off.ts';
import eventOfANewerVersion from './event-of-a-newer-version.ts';
import eventWithAnAddedField from './event-with-an-added-field.ts';
import expiredCredentialForRecommendations from './expired-credential-for-recommendations.ts';
import expiredCredentialOfOneInstance from './expired-credential-of-one-instance.ts';
import idleConnectionClosed from './idle-connection-closed.ts';
import migrationsInTraffic from './migrations-in-traffic.ts';
import ordersOfOneMoment from './orders-of-one-moment.ts';
import orderTokenSecretBegins from './order-token-secret-begins.ts';
import orderTokenSecretRotated from './order-token-secret-rotated.ts';
import paymentsMovesToAnotherPort from './payments-moves-to-another-port.ts';
import rollingRestartUnderLoad from './rolling-restart-under-load.ts';
import rotatedWebhookSecret from './rotated-webhook-secret.ts';
import shippedDefaults from './shipped-defaults.ts';
import unknownEnumMember from './unknown-enum-member.ts';
import webhookSecretBeingRotated from './webhook-secret-being-rotated.ts';
import webhookOfAnUnknownType from './webhook-of-an-unknown-type.ts';

export const changeScenarios: readonly Scenario[] = [
  migrationsInTraffic,
  responsesInSlices,
  checkoutMovesToAnotherPort,
  chunkedBody,
  clocksFiveMinutesOff,
  eventOfANewerVersion,
  eventWithAnAddedField,
  expiredCredentialForRecommendations,
  expiredCredentialOfOneInstance,
  idleConnectionClosed,
  ordersOfOneMoment,
  orderTokenSecretRotated,
  orderTokenSecretBegins,
  paymentsMovesToAnotherPort,
  rollingRestartUnderLoad,
  rotatedWebhookSecret,
  webhookSecretBeingRotated,
  shippedDefaults,
  unknownEnumMember,
  webhookOfAnUnknownType,
];
