import { isError } from '@holdfast/service-defaults';
import { classifyError, type AttemptOutcome, type Settled } from '@holdfast/resilience';

/** Nodemailer's own codes for what is wrong with the connection or with what came over it. Codes of the system are known to the pipeline. */
const ofTheConnection: ReadonlySet<unknown> = new Set([
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'ETLS',
  'EPROTOCOL',
  'EPROXY',
]);

/** 421: the server is closing down, and says so to whatever it is asked. */
const closingDown = 421;

const unavailable: AttemptOutcome = {
  cause: 'unavailable',
  breakerSignal: 'failure',
  retry: 'never',
  mayServeStale: false,
  execution: 'responded',
};
/** A mailbox that is full or unknown, a sender that may not: the server is well and said it in time. */
const refused: AttemptOutcome = { ...unavailable, cause: 'final_response', breakerSignal: 'success' };
/** The mail could not even be offered: that is ours to mend, and tells nothing of the server. */
const notOffered: AttemptOutcome = {
  ...unavailable,
  cause: 'unclassified',
  breakerSignal: 'ignore',
  execution: 'not_sent',
};

/** What the end of an attempt at sending a mail says about the mail server. Nothing is repeated here: the ledger does that. */
export function classifySmtp(settled: Settled<void>): AttemptOutcome {
  if (settled.kind === 'value') return classifyError(settled);
  const { error } = settled;
  const { responseCode, command, code, syscall } = readable(error);
  if (typeof responseCode === 'number')
    return responseCode === closingDown || command === 'CONN' ? unavailable : refused;
  if (syscall !== undefined || code === undefined || ofTheConnection.has(code)) return classifyError(settled);
  return notOffered;
}

interface SmtpError {
  /** The number that the server replied with; false when it said nothing. */
  readonly responseCode?: unknown;
  /** What was replied to; `CONN`: the connection itself. */
  readonly command?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
}

function readable(error: unknown): SmtpError {
  return isError(error) ? (error as SmtpError) : {};
}
