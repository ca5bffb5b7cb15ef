import { isError } from '@holdfast/service-defaults';
import { classifyError, type AttemptOutcome, type Settled } from '@holdfast/resilience';

/** Nodemailer's own codes for connection and protocol errors. The pipeline knows the system's codes. */
const ofTheConnection: ReadonlySet<unknown> = new Set([
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'ETLS',
  'EPROTOCOL',
  'EPROXY',
]);

/**
 * Nodemailer's code for an error of the email's own stream, which is our database's: its system call is not
 * the mail server's.
 */
const ofOurOwnStream = 'ESTREAM';

/** 421: the server is shutting down. It may send this in response to any command. */
const closingDown = 421;

const unavailable: AttemptOutcome = {
  cause: 'unavailable',
  breakerSignal: 'failure',
  retry: 'never',
  mayServeStale: false,
  execution: 'responded',
};
/** A full or unknown mailbox, a refused sender: the server is healthy and responded in time. */
const refused: AttemptOutcome = { ...unavailable, cause: 'final_response', breakerSignal: 'success' };
/** The email could not even be offered: our own error, unrelated to the server. */
const notOffered: AttemptOutcome = {
  ...unavailable,
  cause: 'unclassified',
  breakerSignal: 'ignore',
  execution: 'not_sent',
};

/** Classifies the result of an attempt for the breaker. Never retries: the ledger does. */
export function classifySmtp(settled: Settled<void>): AttemptOutcome {
  if (settled.kind === 'value') return classifyError(settled);
  const { error } = settled;
  const { responseCode, command, code, syscall } = readable(error);
  if (typeof responseCode === 'number')
    return responseCode === closingDown || command === 'CONN' ? unavailable : refused;
  if (code === ofOurOwnStream) return notOffered;
  if (syscall !== undefined || code === undefined || ofTheConnection.has(code)) return classifyError(settled);
  return notOffered;
}

interface SmtpError {
  /** The server's reply code; false if it did not respond. */
  readonly responseCode?: unknown;
  /** The command that failed; `CONN` is the connection itself. */
  readonly command?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
}

function readable(error: unknown): SmtpError {
  return isError(error) ? (error as SmtpError) : {};
}
