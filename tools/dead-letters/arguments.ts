import {
  commandIn,
  databaseIn,
  isUrl,
  parseOptions,
  refuseForeign,
  refuseMore,
  UsageError,
  type Values as ValuesOf,
  wholeNumber,
} from '../command-line.ts';

export const usage = `npm run dead-letters -- list [--queue QUEUE] [--name NAME] [--limit N] [--json]
npm run dead-letters -- show ID [--payload] [--json]
npm run dead-letters -- retry ID [--anyway]
npm run dead-letters -- retry --all [--queue QUEUE] [--name NAME] [--anyway]
npm run dead-letters -- remove ID [--yes]

ID is the message ID, as shown by list. Each queue has the name of the service that consumes it.
Reads the running stack; or any queue server: --queue-url URL (or QUEUE_URL), and any outbox: --database-url URL
(set PGPASSWORD to keep the password out of it).
--anyway also retries a message that is so old that its consumer may not remember handling it.
Exit codes: 0 done, 1 not done, 2 invalid arguments.`;

/** Where to search. Undefined means the running stack. */
export interface Where {
  readonly queueUrl: string | undefined;
  readonly databaseUrl: string | undefined;
}

/** A filter. Undefined matches everything. */
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

type Values = ValuesOf<typeof options>;

/** The options of each command, besides those that select a server. */
const taken = {
  list: ['queue', 'name', 'limit', 'json'],
  show: ['payload', 'json'],
  retry: ['all', 'queue', 'name', 'anyway'],
  remove: ['yes'],
} as const satisfies Readonly<Record<string, readonly (keyof Values)[]>>;

/** @throws UsageError that describes the invalid argument. */
export function readArguments(
  args: readonly string[],
  environment: NodeJS.Dict<string>,
  queues: readonly string[],
): Command {
  const { values, positionals } = parseOptions(args, options);
  const [word, subject, ...rest] = positionals;
  const name = commandIn(word, taken);
  refuseMore(rest);
  refuseForeign(name, values, ['queue-url', 'database-url', ...taken[name]]);
  const where = placesIn(values, environment);
  if (name === 'list') {
    if (subject !== undefined)
      throw new UsageError(`Unexpected argument "${subject}". Did you mean --queue ${subject}?`);
    return {
      name,
      ...where,
      ...whichIn(values, queues),
      limit: wholeNumber('limit', values.limit, 50),
      isJson: values.json ?? false,
    };
  }
  if (name === 'retry' && values.all === true) {
    if (subject !== undefined) throw new UsageError('Give either --all or one ID.');
    return { name: 'retry-all', ...where, ...whichIn(values, queues), isForced: values.anyway ?? false };
  }
  if (values.queue !== undefined || values.name !== undefined)
    throw new UsageError('--queue and --name require --all.');
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
  return { name, ...where, messageId, isConfirmed: values.yes ?? false };
}

function placesIn(values: Values, environment: NodeJS.Dict<string>): Where {
  const queueUrl = values['queue-url'] ?? (environment['QUEUE_URL']?.trim() || undefined);
  // The value may hold a password, so it is not repeated.
  if (queueUrl !== undefined && !isUrl(queueUrl, /^(rediss?(\+cluster)?|postgres(ql)?):$/))
    throw new UsageError(
      'The queue URL must have the form redis://host:port, redis+cluster://host:port or postgres://host:port/database.',
    );
  return { queueUrl, databaseUrl: databaseIn(values) };
}

function whichIn({ queue, name }: Values, queues: readonly string[]): Which {
  if (queue !== undefined && !queues.includes(queue))
    throw new UsageError(`Unknown queue "${queue}". Queues: ${queues.join(', ')}.`);
  return { queue, message: name };
}

/** Any text is valid: a job that no relay added may have any ID. */
function idIn(subject: string | undefined): string {
  if (subject === undefined || subject.trim() === '')
    throw new UsageError('Missing the ID of the message, as shown by list.');
  return subject;
}
