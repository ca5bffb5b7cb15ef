import { describe, expect, it } from '@jest/globals';
import { frame, framedEverywhere } from '../../fixtures/framed.ts';

describe('SMTP', () => {
  it('is split into verbs, contents and replies', () => {
    expect(
      framedEverywhere('smtp', [
        ['<', '220 mail.example ESMTP\r\n'],
        ['>', 'EHLO me\r\n'],
        ['<', '250-mail.example\r\n250-SIZE 1000\r\n250 OK\r\n'],
        ['>', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n'],
        ['<', '250 ok\r\n250 ok\r\n354 go on\r\n'],
        ['>', 'Subject: x\r\n\r\nDATA\r\nQUIT\r\n..\r\n.\r\n'],
        ['<', '250 2.0.0 queued as 1\r\n'],
        ['>', 'QUIT\r\n'],
        ['<', '221 bye\r\n'],
      ]),
    ).toEqual([
      ['<', '220 greeting', true],
      ['>', 'EHLO', true],
      ['<', '250 EHLO', true],
      ['>', 'MAIL', false],
      ['>', 'RCPT', false],
      ['>', 'DATA', false],
      ['<', '250 MAIL', false],
      ['<', '250 RCPT', false],
      ['<', '354 DATA', false],
      ['>', 'DATA content', false],
      ['<', '250 DATA content', false],
      ['>', 'QUIT', true],
      ['<', '221 QUIT', true],
    ]);
  });

  it('reads a verb after a refused DATA', () => {
    const { cuts } = frame('smtp', [
      ['<', '220 x\r\n'],
      ['>', 'DATA\r\n'],
      ['<', '451 later\r\n'],
      ['>', 'rset\r\n'],
    ]);
    expect(cuts.slice(1).map(([, label]) => label)).toEqual(['DATA', '451 DATA', 'RSET']);
  });

  it('does not parse a sign-in or TLS', () => {
    const { cuts } = frame('smtp', [
      ['<', '220 x\r\n'],
      ['>', 'AUTH LOGIN\r\n'],
      ['<', '334 VXNlcm5hbWU6\r\n'],
      ['>', '123=\r\n'],
      ['<', '235 ok\r\n'],
      ['>', 'STARTTLS\r\n'],
      ['<', '220 go\r\n'],
      ['>', 'MAIL of another kind\r\n'],
    ]);
    expect(cuts.slice(1).map(([, label]) => label)).toEqual([
      'AUTH',
      '334 AUTH',
      'sign-in',
      '235 sign-in',
      'STARTTLS',
      '220 STARTTLS',
      'unlabeled',
    ]);
  });

  it('recognizes an empty email', () => {
    const { cuts } = frame('smtp', [
      ['<', '220 x\r\n'],
      ['>', 'DATA\r\n'],
      ['<', '354 go on\r\n'],
      ['>', '.\r\n'],
    ]);
    expect(cuts.at(-1)).toEqual(['>', 'DATA content', false]);
  });
});
