import { errorsWithin, isError, reasonOf } from '@holdfast/service-defaults';
import { type Failure } from './delivery.ts';

/** What the mail server said no with, and to what. */
interface Reply {
  readonly code: number;
  readonly command: unknown;
}

/** 421: the server is closing down, and says so to whatever it is asked. */
const closingDown = 421;
/** 5xx that mean us, and not the mail: commands out of order, TLS or a password missing or wrong. */
const aboutUs: ReadonlySet<number> = new Set([503, 523, 524, 525, 530, 534, 535, 538]);
/** Where a 5xx means the mail: its recipient or its content. Earlier ones mean the sender, who is the same for all mails. */
const aboutTheMail: ReadonlySet<unknown> = new Set(['RCPT TO', 'DATA']);
/** Nodemailer's codes for a mail that it would not even offer. */
const unfit: ReadonlySet<unknown> = new Set(['EENVELOPE', 'EMESSAGE']);

/**
 * What the error of an attempt says of its mail. `mayBeOut`: the end of the mail may have reached the server. Then only an answer to just
 * that, a 4xx or 5xx to the data, proves that the mail was not taken.
 */
export function failureOf(error: unknown, mayBeOut: boolean): Failure {
  const reason = reasonIn(error);
  const reply = replyIn(error);
  if (mayBeOut && !isNoToTheData(reply)) return { kind: 'uncertain', reason };
  if (reply === undefined) return { kind: isUnfit(error) ? 'refused' : 'unreachable', reason };
  if (reply.code === closingDown) return { kind: 'unreachable', reason };
  if (reply.code < 500) return { kind: 'deferred', reason };
  const isAboutUs = aboutUs.has(reply.code) || !aboutTheMail.has(reply.command);
  return { kind: isAboutUs ? 'sender_rejected' : 'refused', reason };
}

function isNoToTheData(reply: Reply | undefined): boolean {
  return reply?.command === 'DATA' && reply.code >= 400 && reply.code < 600;
}

function replyIn(error: unknown): Reply | undefined {
  for (const each of chain(error)) {
    const { responseCode: code, command } = each as { responseCode?: unknown; command?: unknown };
    if (typeof code === 'number') return { code, command };
  }
  return undefined;
}

function isUnfit(error: unknown): boolean {
  return chain(error).some((each) => {
    const { code, command } = each as { code?: unknown; command?: unknown };
    return unfit.has(code) && command === 'API';
  });
}

function chain(error: unknown): Error[] {
  if (!isError(error)) return [];
  return [error, ...errorsWithin(error).flatMap(chain), ...chain(error.cause)];
}

/** On one line, and not longer than a paragraph: servers may say much. */
function reasonIn(error: unknown): string {
  const line = reasonOf(error)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return line.length > 500 ? `${line.slice(0, 499)}…` : line;
}
