import { describe, expect, it } from '@jest/globals';
import { greeting } from './greeting.ts';

describe('greeting', () => {
  it.each(['Ada Lovelace', 'J.R.R. Tolkien', "Miles O'Brien", 'Dr. Ada', '夏目漱石', 'Zoë'])(
    'greets %s by name',
    (name) => {
      expect(greeting(name)).toBe(`Hello ${name},`);
    },
  );

  it.each([
    ['missing', null],
    ['a blank name', ' \t '],
    ['a link', 'Win at http://evil.example'],
    ['a bare domain', 'Click evil.example now'],
    ['an address', 'ask evil@example'],
    ['a whole message', 'a'.repeat(61)],
  ])('omits the name if it is %s', (_, name) => {
    expect(greeting(name)).toBe('Hello,');
  });

  it('stays on one line', () => {
    expect(greeting('Ada\r\nBcc: all\u2028of\tthem')).toBe('Hello Ada Bcc: all of them,');
  });

  it('drops marks that would reverse the text', () => {
    expect(greeting('\u202eAda\u2066')).toBe('Hello Ada,');
  });
});
