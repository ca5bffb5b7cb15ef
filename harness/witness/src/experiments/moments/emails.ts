import { plural } from '@holdfast/engine';
import { type EmailsMoment } from '../experiment.ts';
import { type MomentKind } from '../scene.ts';
import { unreadable } from './readable.ts';

export const emails: MomentKind<EmailsMoment> = {
  isOfTheEnd: ({ receipts }) => receipts === 0,
  mayPass: () => true,
  look: async ({ customers, receipts }, scene) => {
    const ledgers = await scene.ledgers();
    const { mails, readAt } = ledgers;
    const why = unreadable(ledgers, 'inbox');
    if (why !== undefined) return why;
    const addresses = scene.cast.of(customers).map(({ shopper }) => shopper.email);
    const own = mails.filter(
      ({ to, subject }) => /receipt/i.test(subject) && addresses.some((address) => to.includes(address)),
    );
    const different = new Set(own.map(({ messageId }) => messageId)).size;
    const said = `${plural(own.length, 'receipt')}, ${plural(different, 'Message-ID')}`;
    return own.length === receipts && different === receipts
      ? { at: readAt, message: null, detail: said }
      : said;
  },
};
