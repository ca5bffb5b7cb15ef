import { type Scenario } from '../../scenario/scenario.ts';
import mailPutOff from './mail-put-off.ts';
import mailServerDead from './mail-server-dead.ts';
import mailServerHangs from './mail-server-hangs.ts';
import mailTarPit from './mail-tar-pit.ts';
import mailboxUnknown from './mailbox-unknown.ts';
import receiptAnswerLost from './receipt-answer-lost.ts';

export const mailScenarios: readonly Scenario[] = [
  mailServerDead,
  receiptAnswerLost,
  mailPutOff,
  mailboxUnknown,
  mailTarPit,
  mailServerHangs,
];
