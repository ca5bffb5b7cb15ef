import { randomUUID } from 'node:crypto';
import {
  complete,
  type Execution,
  IdempotencyKeys,
  type IdempotentRequest,
  insertRow,
  jsonResponse,
  type Operation,
} from '@holdfast/idempotency';
import { Injectable } from '@nestjs/common';
import { RainCheckEntity } from '../rain-check/rain-check.entity.ts';
import { type IssueRainCheck, type RainCheck } from '../rain-check/rain-check.ts';

/** One commit: the key with its response, and the rain check. */
const issueRainCheck: Operation<IssueRainCheck> = {
  name: 'issue-rain-check',
  phases: [],
  begin: (command) => {
    const rainCheck: RainCheck = {
      rainCheckId: randomUUID(),
      ...command,
      createdAt: new Date().toISOString(),
    };
    return complete(jsonResponse(201, rainCheck), [
      insertRow(RainCheckEntity, rainCheck, { name: 'stored', after: 'claim' }),
    ]);
  },
};

@Injectable()
export class IssueRainCheckHandler {
  constructor(private readonly keys: IdempotencyKeys) {
    keys.register(issueRainCheck);
  }

  issue(request: IdempotentRequest, command: IssueRainCheck): Promise<Execution> {
    return this.keys.execute(request, issueRainCheck, command);
  }
}
