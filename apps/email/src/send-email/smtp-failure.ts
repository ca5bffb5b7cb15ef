import { errorsWithin, isError, reasonOf } from '@holdfast/service-defaults';
import { type Failure } from './delivery.ts';

/** A refusal by the mail server, and the refused command. */
interface Reply {
  readonly code: number;
  readonly command: unknown;
}

/** 421: the server is shutting down. It may send this in response to any command. */
const closingDown = 421;
/** 5xx replies about us, not the email: commands out of order, missing TLS, a missing or wrong password. */
const aboutUs: ReadonlySet<number> = new Set([503, 523, 524, 525, 530, 534, 535, 538]);
/**
 * A 5xx to these concerns the email: its recipient or content. A 5xx to earlier commands concerns the sender,
 * which all emails share.
 */
const aboutTheMail: ReadonlySet<unknown> = new Set(['RCPT TO', 'DATA']);
/** Nodemailer's codes for an email that it does not even offer. */
const unfit: ReadonlySet<unknown> = new Set(['EENVELOPE', 'EMESSAGE']);

/**
 * Classifies the error of an attempt. If the final dot may have been sent (`mayBeOut`), only a 4xx or 5xx to
 * the data proves that the email was not accepted.
 */
export function failureOf(error: unknown, mayBeOut: boolean): Failure {
  const reason = reasonIn(error);
  const reply = replyIn(error);
  if (mayBeOut && !isNoToTheData(reply))
    return { kind: 'uncertain', reason: `the mail server may have received the whole email (${reason})` };
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

/** One line of at most 500 characters: replies may be long. */
function reasonIn(error: unknown): string {
  const line = reasonOf(error)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return line.length > 500 ? `${line.slice(0, 499)}…` : line;
}
