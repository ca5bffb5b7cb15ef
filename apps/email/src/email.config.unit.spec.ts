import { describe, expect, it } from '@jest/globals';
import { exampleSettings, settingsIn } from '@holdfast/service-defaults';
import { emailSettings, readEmailConfig } from './email.config.ts';

const example = exampleSettings(new URL('../.env.example', import.meta.url));

describe('readEmailConfig', () => {
  it('reads .env.example, which names every setting', () => {
    const config = readEmailConfig(example);
    expect(settingsIn(emailSettings).sort()).toEqual(Object.keys(example).sort());
    expect(config.EMAIL_FROM).toEqual({ name: 'Holdfast', address: 'shop@holdfast.example' });
  });

  it('documents the real defaults', () => {
    const { PORT, DATABASE_URL, QUEUE_URL, SMTP_URL, EMAIL_FROM, API_KEYS } = example;
    const { LOG_FORMAT, ...defaults } = readEmailConfig({
      PORT,
      DATABASE_URL,
      QUEUE_URL,
      SMTP_URL,
      EMAIL_FROM,
      API_KEYS,
    });
    expect(readEmailConfig(example)).toEqual({ ...defaults, LOG_FORMAT: 'json' });
    expect(LOG_FORMAT).toMatch(/json|pretty/);
  });

  it.each([
    ['EMAIL_LEASE_MS', '23999', 'at least twice SMTP_ATTEMPT_TIMEOUT_MS'],
    ['EMAIL_DEFERRED_CAP_MS', '999', 'must not be more than EMAIL_DEFERRED_CAP_MS'],
  ])('refuses %s=%s, which contradicts another setting', (name, value, relation) => {
    expect(() => readEmailConfig({ ...example, [name]: value })).toThrow(relation);
  });

  it('requires order token secrets only for links to a shop', () => {
    const linking = { ...example, SHOP_URL: 'https://shop.example' };
    expect(() => readEmailConfig(linking)).toThrow('ORDER_TOKEN_SECRETS: is required if SHOP_URL is set');
    const secrets = '2026-01-01T00:00:00Z=5f8a1c3e9b7d2046f1e8a3c5d7b90246';
    expect(readEmailConfig({ ...linking, ORDER_TOKEN_SECRETS: secrets }).SHOP_URL).toBe(
      'https://shop.example',
    );
    expect(() => readEmailConfig({ ...example, ORDER_TOKEN_SECRETS: 'change-me' })).toThrow(/START=SECRET/);
  });

  it('reads a sender without a name', () => {
    const { EMAIL_FROM } = readEmailConfig({ ...example, EMAIL_FROM: 'shop@localhost' });
    expect(EMAIL_FROM).toEqual({ name: '', address: 'shop@localhost' });
  });

  it('reads a sender whose name is quoted', () => {
    const EMAIL_FROM = '"Holdfast, \\"Inc.\\"" <shop@holdfast.example>';
    expect(readEmailConfig({ ...example, EMAIL_FROM }).EMAIL_FROM).toEqual({
      name: 'Holdfast, "Inc."',
      address: 'shop@holdfast.example',
    });
  });

  it('resends uncertain emails by default', () => {
    const rest: NodeJS.ProcessEnv = { ...example };
    delete rest['EMAIL_WHEN_UNCERTAIN'];
    expect(readEmailConfig(rest).EMAIL_WHEN_UNCERTAIN).toBe('resend');
    expect(readEmailConfig({ ...rest, EMAIL_WHEN_UNCERTAIN: 'hold' }).EMAIL_WHEN_UNCERTAIN).toBe('hold');
    expect(() => readEmailConfig({ ...rest, EMAIL_WHEN_UNCERTAIN: 'drop' })).toThrow(/EMAIL_WHEN_UNCERTAIN/);
  });

  it.each(['Holdfast', 'Holdfast <shop>', 'a@b.example, c@d.example', 'Holdfast\nBcc: <a@b.example>'])(
    'refuses %j as a sender',
    (sender) => {
      expect(() => readEmailConfig({ ...example, EMAIL_FROM: sender })).toThrow(
        /EMAIL_FROM: must be "name <address>"/,
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
