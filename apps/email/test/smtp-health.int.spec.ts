import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Resilience } from '@holdfast/resilience';
import { SmtpClient } from '../src/send-email/smtp.client.ts';
import { MailServer } from './mail-server.ts';

describe('the readiness check of the mail server', () => {
  let server: MailServer;
  let client: SmtpClient;

  beforeEach(async () => {
    server = new MailServer();
    await server.start();
    client = new SmtpClient(new Resilience(), {
      SMTP_URL: server.url,
      EMAIL_FROM: { name: 'Holdfast', address: 'shop@holdfast.example' },
    });
  });
  afterEach(async () => {
    client.onApplicationShutdown();
    await server.stop();
  });

  it('connects once for many probes, at the same time or one after the other', async () => {
    await Promise.all([client.health.check(), client.health.check()]);
    for (let probe = 0; probe < 10; probe += 1) await client.health.check();
    expect(server.connections).toBe(1);
  });

  it('rejects while the mail server is down', async () => {
    await server.stop();
    await expect(client.health.check()).rejects.toThrow('ECONNREFUSED');
  });
});
