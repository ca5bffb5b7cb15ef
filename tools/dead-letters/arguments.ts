import { parseArgs } from 'node:util';
import { queues } from '@holdfast/contracts';

export const usage = `npm run dead-letters -- list [--queue QUEUE] [--name NAME] [--limit N] [--json]
npm run dead-letters -- show ID [--payload] [--json]
npm run dead-letters -- retry ID [--anyway]
npm run dead-letters -- retry --all [--queue QUEUE] [--name NAME] [--anyway]
npm run dead-letters -- remove ID [--yes]

ID is the message's id, as the list shows it. A queue is one of ${Object.values(queues).join(', ')}.
Of a running stack; or of any queue server: --queue-url URL (or QUEUE_URL), and of any outbox: --database-url URL
(the password can stand in PGPASSWORD).
--anyway also retries what has expired, or is so old that its consumer may not know any more whether it has handled it.
Exit codes: 0 done, 1 not done, 2 these arguments make no sense.`;

/** The arguments make no sense; the message says which. */
export class UsageError extends Error {}

/** Where to look; what is undefined is that of the stack that runs here. */
export interface Where {
  readonly queueUrl: string | undefined;
  readonly databaseUrl: string | undefined;
}

/** Which of them; what is undefined stands for all. */
export interface Which {
  readonly queue: string | undefined;
  readonly message: string | undefined;
}

export interface ListCommand extends Where, Which {
  readonly name: 'list';
  readonly limit: number;
  readonly isJson: boolean;
}

export interface ShowCommand extends Where {
  readonly name: 'show';
  readonly messageId: string;
  readonly isPayloadShown: boolean;
  readonly isJson: boolean;
}

export interface RetryCommand extends Where {
  readonly name: 'retry';
  readonly messageId: string;
  readonly isForced: boolean;
}

export interface RetryAllCommand extends Where, Which {
  readonly name: 'retry-all';
  readonly isForced: boolean;
}

export interface RemoveCommand extends Where {
  readonly name: 'remove';
  readonly messageId: string;
  readonly isConfirmed: boolean;
}

export type Command = ListCommand | ShowCommand | RetryCommand | RetryAllCommand | RemoveCommand;

const options = {
  'queue-url': { type: 'string' },
  'database-url': { type: 'string' },
  queue: { type: 'string' },
  name: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  payload: { type: 'boolean' },
  all: { type: 'boolean' },
  anyway: { type: 'boolean' },
  yes: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parse>['values'];

/** Which options a command takes, beside those that say where to look. */
const taken: Readonly<Record<string, readonly (keyof Values)[]>> = {
  list: ['queue', 'name', 'limit', 'json'],
  show: ['payload', 'json'],
  retry: ['all', 'queue', 'name', 'anyway'],
  remove: ['yes'],
};

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // What follows is advice about options that are no options.
    throw new UsageError(`${(error as Error).message.split('. ')[0]}.`);
  }
}

/** @throws UsageError that says what is wrong with them. */
export function readArguments(args: readonly string[], environment: NodeJS.Dict<string>): Command {
  const { values, positionals } = parse(args);
  const [name = '', subject, ...rest] = positionals;
  const allowed = taken[name];
  if (allowed === undefined)
    throw new UsageError(name === '' ? 'Say what to do.' : `There is no command "${name}".`);
  if (rest.length > 0) throw new UsageError(`"${rest.join(' ')}" is too much.`);
  const foreign = Object.keys(values).find((key) => !key.endsWith('-url') && !allowed.some((a) => a === key));
  if (foreign !== undefined) throw new UsageError(`${name} takes no --${foreign}.`);
  const where = placesIn(values, environment);
  if (name === 'list') {
    if (subject !== undefined) throw new UsageError(`"${subject}" is too much: say --queue ${subject}.`);
    return { name, ...where, ...whichIn(values), limit: limitIn(values), isJson: values.json ?? false };
  }
  if (name === 'retry' && values.all === true) {
    if (subject !== undefined) throw new UsageError('Say --all or one id, not both.');
    return { name: 'retry-all', ...where, ...whichIn(values), isForced: values.anyway ?? false };
  }
  if (values.queue !== undefined || values.name !== undefined)
    throw new UsageError('--queue and --name go with --all.');
  const messageId = idIn(subject);
  if (name === 'show')
    return {
      name,
      ...where,
      messageId,
      isPayloadShown: values.payload ?? false,
      isJson: values.json ?? false,
    };
  if (name === 'retry') return { name, ...where, messageId, isForced: values.anyway ?? false };
  return { name: 'remove', ...where, messageId, isConfirmed: values.yes ?? false };
}

function placesIn(values: Values, environment: NodeJS.Dict<string>): Where {
  const queueUrl = values['queue-url'] ?? (environment['QUEUE_URL']?.trim() || undefined);
  const databaseUrl = values['database-url'];
  // Either value may hold a password, so it is not repeated.
  if (queueUrl !== undefined && !isUrl(queueUrl, /^(rediss?|postgres(ql)?):$/))
    throw new UsageError(
      'The address of the queue server is not of the form redis://host:port or postgres://host:port/database.',
    );
  if (databaseUrl !== undefined && !isUrl(databaseUrl, /^postgres(ql)?:$/))
    throw new UsageError(
      '--database-url is no address of the form postgres://user:password@host:port/database.',
    );
  return { queueUrl, databaseUrl };
}

function isUrl(text: string, protocol: RegExp): boolean {
  return URL.canParse(text) && protocol.test(new URL(text).protocol);
}

function whichIn({ queue, name }: Values): Which {
  const known: readonly string[] = Object.values(queues);
  if (queue !== undefined && !known.includes(queue))
    throw new UsageError(`There is no queue "${queue}": ${known.join(', ')}.`);
  return { queue, message: name };
}

function limitIn({ limit = '50' }: Values): number {
  if (!/^\d{1,6}$/.test(limit)) throw new UsageError(`--limit is "${limit}": it must be a whole number.`);
  return Number(limit);
}

/** What no relay has put on a queue may have an id of any kind. */
function idIn(subject: string | undefined): string {
  if (subject === undefined || subject.trim() === '')
    throw new UsageError('Say which message: its id, as the list shows it.');
  return subject;
}
