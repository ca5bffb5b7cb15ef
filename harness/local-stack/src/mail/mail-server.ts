import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { answersOk } from '../process/probes.ts';
import { type ProcessSpec } from '../process/process-spec.ts';
import { installedPackage } from '../repository.ts';

export interface MailOptions {
  readonly dataDir: string;
  readonly smtpPort: number;
  readonly webPort: number;
}

/** 1,000 emails: the inbox loads all of them into memory at start, and deletes the oldest beyond that. */
const keptMails = 1_000;

/** With these limits MailDev 3.0.0 uses about 130 MB, without them 190 MB. */
const smallHeap = ['--max-old-space-size=96', '--max-semi-space-size=2'];

/**
 * The mail inbox (MailDev) as a process of the stack: accepts any email by SMTP, shows it on a page, and
 * forwards none.
 */
export function mailProcess({ dataDir, smtpPort, webPort }: MailOptions): ProcessSpec {
  const dir = path.join(dataDir, 'mail');
  const options = {
    ip: '127.0.0.1',
    smtp: smtpPort,
    'web-ip': '127.0.0.1',
    web: webPort,
    'mail-directory': dir,
    'max-emails': keptMails,
  };
  return {
    name: 'mail',
    kind: 'server',
    command: process.execPath,
    args: [
      ...smallHeap,
      path.join(installedPackage('maildev'), 'dist/bin/maildev.js'),
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]),
    ],
    env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC' },
    // MailDev searches for a configuration file from here upward and must find none.
    cwd: '/',
    stopSignal: 'SIGTERM',
    dependsOn: [],
    ports: [
      { port: webPort, purpose: 'the mail inbox' },
      { port: smtpPort, purpose: 'mail by SMTP' },
    ],
    prepare: () => {
      mkdirSync(dir, { recursive: true });
      return Promise.resolve();
    },
    ready: () => answersOk(`http://127.0.0.1:${webPort}/api/healthz`),
  };
}
