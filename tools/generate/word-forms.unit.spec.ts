import { describe, expect, it } from '@jest/globals';
import { formPairs, formsOf, pluralOf, replacing, withArticle } from './word-forms.ts';

describe('the forms of a word', () => {
  it('are those of paths, SQL, code and prose', () => {
    expect(formsOf('rain-check')).toEqual({
      kebab: 'rain-check',
      snake: 'rain_check',
      camel: 'rainCheck',
      pascal: 'RainCheck',
      spaced: 'rain check',
    });
  });

  it.each([
    ['booking', 'bookings'],
    ['gift-box', 'gift-boxes'],
    ['entry', 'entries'],
    ['day', 'days'],
    ['class', 'classes'],
  ])('of %s have the plural %s', (one, many) => expect(pluralOf(one)).toBe(many));

  it('have an article', () => {
    expect([withArticle('booking'), withArticle('order')]).toEqual(['a booking', 'an order']);
  });

  it('are replaced in one pass, longest first', () => {
    const swap = replacing(
      new Map([
        ...formPairs(formsOf('rain-check'), formsOf('old-note')),
        ...formPairs(formsOf('old-note'), formsOf('rain-check')),
        ['RainCheckEntity', 'Other'],
      ]),
    );
    expect(swap('rainCheck RainCheckEntity old_note')).toBe('oldNote Other rain_check');
  });
});
