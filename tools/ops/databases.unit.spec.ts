import { describe, expect, it } from '@jest/globals';
import { urlOption } from './databases.ts';

describe('the address in a follow-up command', () => {
  it.each([
    ['no address', undefined, ''],
    ['an address without a password', 'redis://localhost:1', " --queue-url 'redis://localhost:1'"],
    ['a user, but no password', 'postgres://ada:s3cret@db/email', " --queue-url 'postgres://ada@db/email'"],
    ['neither', 'redis://:s3cret@queue:1', " --queue-url 'redis://queue:1'"],
  ])('has %s', (_what, given, option) => {
    expect(urlOption('queue-url', given)).toBe(option);
  });
});
