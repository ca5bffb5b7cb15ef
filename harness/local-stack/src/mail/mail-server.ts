import path from 'node:path';
import { answersOk } from '../process/probes.ts';
import { type ProcessSpec } from '../process/process-spec.ts';
import { repositoryRoot } from '../repository.ts';

export interface MailOptions {
  readonly dataDir: string;
  readonly smtpPort: number;
  readonly webPort: number;
}

export const mailProgram = 'harness/local-stack/dist/mail/server/main.js';

/** The mail inbox as a process of the stack. Containers use MailDev, whose API it shares. */
export function mailProcess({ dataDir, smtpPort, webPort }: MailOptions): ProcessSpec {
  return {
    name: 'mail',
    kind: 'server',
    command: process.execPath,
    args: [
      path.join(repositoryRoot, mailProgram),
      ...['--smtp', `${smtpPort}`, '--web', `${webPort}`],
      ...['--mail-directory', path.join(dataDir, 'mail')],
    ],
    env: { TZ: 'UTC' },
    cwd: repositoryRoot,
    stopSignal: 'SIGTERM',
    dependsOn: [],
    ports: [
      { port: webPort, purpose: 'the mail inbox' },
      { port: smtpPort, purpose: 'mail by SMTP' },
    ],
    ready: () => answersOk(`http://127.0.0.1:${webPort}/api/healthz`),
  };
}
