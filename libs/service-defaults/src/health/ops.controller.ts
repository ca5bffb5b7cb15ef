import { Controller, Get, Header, Inject, Redirect, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { Public } from '../access/route-access.ts';
import { type HealthReport } from './health.ts';
import { metrics } from './metrics.ts';
import { Readiness } from './readiness.ts';

/** Opening a service in a browser shows its API. */
@ApiExcludeController()
@Public()
@Controller()
export class DocsController {
  @Get()
  @Redirect('/docs')
  root(): void {}
}

/** The operational routes of every service. */
@ApiExcludeController()
@Public()
@Controller()
export class OpsController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  @Get('health/started')
  async started(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: 'ok' | 'starting' }> {
    const isStarted = await this.readiness.isStarted();
    void reply.code(isStarted ? 200 : 503);
    return { status: isStarted ? 'ok' : 'starting' };
  }

  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    const report = await this.readiness.report();
    void reply.code(report.status === 'unavailable' ? 503 : 200);
    return report;
  }

  @Get('metrics')
  @Header('content-type', metrics.contentType)
  metrics(): Promise<string> {
    return metrics.metrics();
  }
}
