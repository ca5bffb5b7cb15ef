import { type Execution, Idempotent, IdempotencyKey, type IdempotentRequest } from '@holdfast/idempotency';
import { Needs } from '@holdfast/service-defaults';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type IssueRainCheck, issueRainCheckSchema, rainCheckSchema } from '../rain-check/rain-check.ts';
import { IssueRainCheckHandler } from './issue-rain-check.handler.ts';

@ApiTags('rain-checks')
@Needs('charge')
@Controller('rain-checks')
export class IssueRainCheckController {
  constructor(private readonly handler: IssueRainCheckHandler) {}

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Issue a rain check, once per key' })
  @ApiResponse({ status: 201, description: 'Stored', standardSchema: rainCheckSchema })
  issue(
    @IdempotencyKey() request: IdempotentRequest,
    @Body({ schema: issueRainCheckSchema }) command: IssueRainCheck,
  ): Promise<Execution> {
    return this.handler.issue(request, command);
  }
}
