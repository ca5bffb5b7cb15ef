import { type Scenario } from '../../scenario/scenario.ts';
import acceptedWhileItsDatabaseIsAway from './accepted-while-its-database-is-away.ts';
import chargedLateBeforeItsEmail from './charged-late-before-its-email.ts';
import emailDeferred from './email-deferred.ts';
import emailDeferredForDays from './email-deferred-for-days.ts';
import entryLostAsAnEmailBegins from './entry-lost-as-an-email-begins.ts';
import mailServerDead from './mail-server-dead.ts';
import mailServerHangs from './mail-server-hangs.ts';
import mailTarPit from './mail-tar-pit.ts';
import mailboxUnknown from './mailbox-unknown.ts';
import nameIsAHost from './name-is-a-host.ts';
import refusedByTheMailServer from './refused-by-the-mail-server.ts';
import receiptResponseLostHold from './receipt-response-lost-hold.ts';
import receiptResponseLost from './receipt-response-lost.ts';
import receiptResponseLostTwice from './receipt-response-lost-twice.ts';
import refundReturnedBeforeItsEmail from './refund-returned-before-its-email.ts';

export const mailScenarios: readonly Scenario[] = [
  mailServerDead,
  receiptResponseLost,
  receiptResponseLostTwice,
  ...receiptResponseLostHold,
  emailDeferred,
  emailDeferredForDays,
  entryLostAsAnEmailBegins,
  acceptedWhileItsDatabaseIsAway,
  mailboxUnknown,
  nameIsAHost,
  mailTarPit,
  mailServerHangs,
  ...refusedByTheMailServer,
  refundReturnedBeforeItsEmail,
  chargedLateBeforeItsEmail,
];
