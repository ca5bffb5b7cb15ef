import { describe, expect, it } from '@jest/globals';
import { repeated } from './options.ts';

describe('repeated', () => {
  it('collects the words, and refuses others', () => {
    const read = repeated(['held', 'sent']);
    expect(read('sent', read('held', undefined))).toEqual(['held', 'sent']);
    expect(() => read('lost', undefined)).toThrow('It must be one of held, sent.');
  });
});
