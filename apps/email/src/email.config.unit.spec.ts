import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readEmailConfig } from './email.config.ts';

const example = parseEnv(readFileSync(new URL('../.env.example', import.meta.url), 'utf8'));

describe('readEmailConfig', () => {
  it('reads .env.example, which names every setting', () => {
    const config = readEmailConfig(example);
    expect(Object.keys(config).sort()).toEqual(Object.keys(example).sort());
    expect(config.MAIL_FROM).toEqual({ name: 'Holdfast', address: 'shop@holdfast.example' });
  });

  it('reads a sender without a name', () => {
    const { MAIL_FROM } = readEmailConfig({ ...example, MAIL_FROM: 'shop@localhost' });
    expect(MAIL_FROM).toEqual({ name: '', address: 'shop@localhost' });
  });

  it('sends again what is uncertain, unless told to hold it', () => {
    const rest: NodeJS.ProcessEnv = { ...example };
    delete rest['MAIL_WHEN_UNCERTAIN'];
    expect(readEmailConfig(rest).MAIL_WHEN_UNCERTAIN).toBe('resend');
    expect(readEmailConfig({ ...rest, MAIL_WHEN_UNCERTAIN: 'hold' }).MAIL_WHEN_UNCERTAIN).toBe('hold');
    expect(() => readEmailConfig({ ...rest, MAIL_WHEN_UNCERTAIN: 'drop' })).toThrow(/MAIL_WHEN_UNCERTAIN/);
  });

  it.each(['Holdfast', 'Holdfast <shop>', 'a@b.example, c@d.example', 'Holdfast\nBcc: <a@b.example>'])(
    'refuses %j as a sender',
    (sender) => {
      expect(() => readEmailConfig({ ...example, MAIL_FROM: sender })).toThrow(
        /MAIL_FROM: must be "name <address>"/,
      );
    },
  );

  it.each([
    ['SMTP_URL', 'http://127.0.0.1:25'],
    ['QUEUE_URL', 'amqp://127.0.0.1'],
    ['DATABASE_URL', 'mysql://127.0.0.1/email'],
  ])('refuses a %s of another kind', (name, value) => {
    expect(() => readEmailConfig({ ...example, [name]: value })).toThrow(new RegExp(`${name}: must be`));
  });
});
