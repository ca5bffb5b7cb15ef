import { type KeyRetry, type UnfinishedKey } from '@holdfast/lab-api';
import { now } from '@holdfast/witness';
import { type LabContext } from '../context/lab-context.ts';
import { badRequest, conflict, notFound } from '../control/problem.ts';
import { ok, type Route } from '../control/route.ts';
import { operationOf, type ServiceOperation, unfinishedOperations } from './key-databases.ts';
import { isRetryable, needsNoRetry, nextStepText, notRetryableText, unfinishedKey } from './key-words.ts';
import { retry, retryCommand, type RetryOptions } from './retry-command.ts';

const operationIds = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Operations that have not ended, and an operator's request to check one again. */
export function keyRoutes(context: LabContext): Route[] {
  const options: RetryOptions = {
    target: context.observe.target,
    dataDir: context.config.dataDir,
  };
  return [
    ['GET', /^\/keys$/, async () => ok(await unfinishedKeys(context, options))],
    [
      'POST',
      /^\/keys\/([^/]+)\/retry$/,
      async ({ parameters: [operationId = ''] }) => {
        const operation = await knownOperation(context, operationId);
        const { now } = operation;
        if (needsNoRetry(now)) return ok(withoutRetry(operation));
        if (!isRetryable(now)) throw conflict(notRetryableText(operation));
        return ok(await retry(options, now.operationId));
      },
    ],
  ];
}

async function unfinishedKeys(context: LabContext, options: RetryOptions): Promise<UnfinishedKey[]> {
  const operations = await unfinishedOperations(context);
  const words = { now: now(), retryCommand: retryCommand(options) };
  return operations.map((operation) => unfinishedKey(operation, words));
}

async function knownOperation(context: LabContext, operationId: string): Promise<ServiceOperation> {
  if (!operationIds.test(operationId)) throw badRequest(`"${operationId}" is not an operation ID.`);
  const operation = await operationOf(context, operationId);
  if (operation === undefined)
    throw notFound(`There is no operation ${operationId}. Finished operations are deleted after a few days.`);
  return operation;
}

/** The answer if the operation has just ended, or is being checked. */
const withoutRetry = (operation: ServiceOperation): KeyRetry => ({
  operationId: operation.now.operationId,
  isDone: operation.now.state === 'done',
  says: nextStepText(operation),
});
