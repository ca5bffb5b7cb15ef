import {
  countLivingProcesses,
  findOperation,
  listUnfinished,
  nextStepOf,
  type OperationDetails,
  type OperationSnapshot,
  type UnfinishedOperations,
  type UnfinishedState,
} from '@holdfast/idempotency/review';
import { durationText } from '../../duration-text.ts';
import { oneLine } from '../../one-line.ts';
import { facts, styled } from '../../terminal.ts';
import { UsageError } from '../../command-line.ts';
import { type Database, type Listing } from '../options.ts';
import { type KeyDatabase, withDatabases } from './key-database.ts';
import { type Target } from './target.ts';
import { commandsFor, showCommand, statusText, nextStepText } from './text.ts';

interface Unfinished extends UnfinishedOperations {
  readonly livingProcesses: number;
}

interface ListOptions extends Listing, Database {
  readonly state?: readonly UnfinishedState[] | undefined;
}

/** `list`: the unfinished operations of each service. */
export async function list(
  service: string | undefined,
  { state, limit, json, databaseUrl }: ListOptions,
): Promise<void> {
  if (service !== undefined && databaseUrl !== undefined)
    throw new UsageError('--database-url already selects one service.');
  await withDatabases({ databaseUrl, service }, async (databases) => {
    const found = await Promise.all(
      databases.map(async (database) => ({
        database,
        unfinished: {
          ...(await listUnfinished(
            database.pool,
            state === undefined ? { limit } : { states: state, limit },
          )),
          livingProcesses: await countLivingProcesses(database.pool),
        },
      })),
    );
    if (json) {
      const services = found.map(({ database, unfinished }) => ({
        service: database.service,
        ...unfinished,
        operations: unfinished.operations.map(withNextStep),
      }));
      console.log(JSON.stringify({ services }, null, 2));
    } else {
      console.log(found.map(({ database, unfinished }) => listing(database, unfinished)).join('\n\n'));
    }
  });
}

const withNextStep = (now: OperationSnapshot) => ({ ...now, nextStep: nextStepOf(now) });

function listing(database: KeyDatabase, { total, operations, livingProcesses }: Unfinished): string {
  const { service, option } = database;
  const shown = operations.length < total ? `; showing ${operations.length} (--limit)` : '';
  const title = total === 0 ? 'nothing unfinished' : `${total} unfinished${shown}`;
  return [
    styled('bold', `${service}: ${title}; ${running(livingProcesses)}`),
    ...operations.map((now) => entry(database, now, livingProcesses)),
    ...(total === 0 ? [] : [`  Details: ${showCommand('OPERATION', option)}`]),
  ].join('\n\n');
}

const running = (processes: number): string =>
  processes === 1 ? '1 process running' : `${processes || 'no'} processes running`;

function entry({ service, option }: KeyDatabase, now: OperationSnapshot, livingProcesses: number): string {
  const isWaiting = nextStepOf(now).kind === 'waits_for_operator';
  return [
    `${styled('bold', now.operationId)}  ${now.operation}, for ${now.caller}`,
    `  ${statusText(now)}${now.reason === undefined ? '' : `: ${oneLine(now.reason)}`}`,
    `  ${nextStepText(now, service, livingProcesses)}`,
    ...(isWaiting ? [`    ${showCommand(now.operationId, option)}`] : []),
  ]
    .map((line) => `  ${line}`)
    .join('\n');
}

/** An operation and the database that holds it. */
export interface Found {
  readonly database: KeyDatabase;
  readonly now: OperationDetails;
}

/** @throws Error if no service has the operation. */
export async function findIn(databases: readonly KeyDatabase[], { operationId }: Target): Promise<Found> {
  for (const database of databases) {
    const now = await findOperation(database.pool, operationId);
    if (now !== undefined) return { database, now };
  }
  const services = databases.map(({ service }) => service).join(', ');
  throw new Error(
    `Operation ${operationId} was not found in: ${services}. Finished operations are deleted after a few days.`,
  );
}

interface ShowOptions extends Database {
  readonly input?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `show`: all facts about one operation. */
export async function show(
  target: Target,
  { input: isInputShown = false, json, databaseUrl }: ShowOptions,
): Promise<void> {
  await withDatabases({ databaseUrl }, async (databases) => {
    const { database, now } = await findIn(databases, target);
    const livingProcesses = await countLivingProcesses(database.pool);
    const { input, ...rest } = now;
    if (json) {
      const shown = {
        service: database.service,
        livingProcesses,
        ...withNextStep(rest),
        decisions: now.decisions,
      };
      console.log(JSON.stringify(isInputShown ? { ...shown, input } : shown, null, 2));
    } else {
      console.log(description(database, now, livingProcesses, isInputShown));
    }
  });
}

function description(
  { service, option }: KeyDatabase,
  now: OperationDetails,
  livingProcesses: number,
  isInputShown: boolean,
): string {
  const { sentMsAgo, reason, input } = now;
  const rows: [string, string | undefined][] = [
    ['operation', `${now.operation} of ${service}`],
    ['for', now.caller],
    ['state', statusText(now)],
    ['started', now.createdAt.toISOString()],
    ['call', sentMsAgo === undefined ? undefined : `possibly sent ${durationText(sentMsAgo)} ago`],
    ['known as', now.state === 'done' ? undefined : now.attemptKey],
    ['reason', reason === undefined ? undefined : oneLine(reason)],
    ['input', isInputShown ? (input ?? 'none: deleted when the operation finished') : undefined],
    ...now.decisions.map((each): [string, string] => ['decision', decisionLine(each)]),
  ];
  const commands = commandsFor(now, option);
  return [
    styled('bold', now.operationId),
    ...facts(rows, 9),
    '',
    nextStepText(now, service, livingProcesses),
    ...commands.map((command) => `  ${command}`),
  ].join('\n');
}

function decisionLine({
  at,
  by,
  kind,
  outcome,
  phase,
  attempt,
}: OperationDetails['decisions'][number]): string {
  const what = {
    outcome: `outcome ${JSON.stringify(outcome)}`,
    not_executed: 'not executed',
    recheck: 'check again',
  };
  return `${at.toISOString()} ${by} on ${phase}, attempt ${attempt}: ${what[kind]}`;
}
