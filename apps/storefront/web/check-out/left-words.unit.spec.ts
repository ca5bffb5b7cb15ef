import { describe, expect, it } from '@jest/globals';
import { leftWords } from './left-words.ts';
import { aSubmission } from './submission.fixture.ts';

const textOf = (earlier: Parameters<typeof leftWords>[0]['earlier']): string =>
  leftWords({ kind: 'left', submission: aSubmission, earlier }).sentences.join(' ');

describe('the words for a purchase that was left', () => {
  it.each([
    ['unknown', "We don't know whether $67.00 was taken.", 'Pay $67.00 now'],
    ['took_nothing', 'Nothing was taken so far.', 'Pay $67.00 now'],
    ['too_old', "We don't know whether $67.00 was taken.", undefined],
    ['lost', "We don't know whether an earlier order of this cart was paid.", undefined],
  ] as const)('%s begin with the money, and offer only what works', (earlier, heading, payNow) => {
    expect(leftWords({ kind: 'left', submission: aSubmission, earlier })).toMatchObject({ heading, payNow });
  });

  it.each(['unknown', 'too_old'] as const)('%s say where the receipt goes', (earlier) => {
    expect(textOf(earlier)).toMatch(/If it was taken, your receipt goes to ada@example\.com/);
  });

  it('say that giving it up cancels no order', () => {
    expect(textOf('unknown')).toMatch(/That can't cancel an order that the shop already has/);
  });

  it('name no total and no address of an order that is lost', () => {
    expect(textOf('lost')).toMatch(/has lost that order, so we can't ask/);
    expect(textOf('lost')).not.toMatch(/\$67\.00|ada@example\.com/);
  });

  it('say that nothing can be sent any more', () => {
    expect(textOf('too_old')).toMatch(/more than 3 days ago.*too late to ask/);
    expect(textOf('too_old')).not.toMatch(/If you pay now/);
  });
});
