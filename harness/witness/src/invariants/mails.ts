import { type Ledgers } from '../ledgers/ledgers.ts';
import { type Row, text } from './rows.ts';

type Mail = Ledgers['mails'][number];

export const bare = (messageId: string): string => messageId.replace(/^<|>$/g, '');

/** The email service's record of an email; undefined if it has none. */
export const recordOf = ({ messageId }: Mail, { emails }: Ledgers): Row | undefined =>
  emails.find((email) => bare(text(email, 'message_id')) === bare(messageId));

/** The order that an email was sent for: by its record, or else the first that it names. */
export const orderOfMail = (mail: Mail, ledgers: Ledgers): string | undefined =>
  text(recordOf(mail, ledgers) ?? {}, 'order_id') || /\bord_\w+/.exec(mail.text)?.[0];
