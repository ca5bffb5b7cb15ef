import { Public } from '@holdfast/service-defaults';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { report, type ResilienceReport, resilienceReportSchema } from './explain/report.ts';
import { Resilience } from './resilience.ts';

/** The state of every dependency of this service, in plain English. */
@ApiTags('operations')
@Public()
@Controller('resilience')
export class ResilienceController {
  constructor(@Inject(Resilience) private readonly resilience: Resilience) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary:
      'Show the breaker of each dependency: its state, the reason, what happens next and what users see',
  })
  @ApiOkResponse({ standardSchema: resilienceReportSchema })
  show(): ResilienceReport {
    return { dependencies: this.resilience.snapshots().map(report) };
  }
}
