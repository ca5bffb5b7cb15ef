import { plural } from '@holdfast/engine';
import { type OutboxMoment } from '../experiment.ts';
import { type MomentKind } from '../scene.ts';
import { unreadable } from './readable.ts';
import { mostOf } from './wire.ts';

export const outbox: MomentKind<OutboxMoment> = {
  look: async ({ count }, scene) => {
    const ledgers = await scene.ledgers();
    const { unpublished, readAt } = ledgers;
    const why = unreadable(ledgers, 'checkout', 'payments');
    if (why !== undefined) return why;
    const said = plural(unpublished.length, 'row');
    const { atLeast = 0 } = count;
    return unpublished.length >= atLeast && unpublished.length <= mostOf(count, scene)
      ? { at: readAt, message: null, detail: said }
      : said;
  },
};
