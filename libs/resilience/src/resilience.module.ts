import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type Logger } from 'pino';
import { Resilience } from './resilience.ts';
import { ResilienceController } from './resilience.controller.ts';
import { measure, watchDependencies } from './resilience.metrics.ts';

/** The dependencies of a service: `Resilience` to inject, `GET /resilience`, and the metrics. */
@Module({})
export class ResilienceModule implements OnApplicationShutdown {
  constructor(@Inject(Resilience) private readonly resilience: Resilience) {}

  static forRoot({ logger }: { readonly logger: Logger }): DynamicModule {
    return {
      module: ResilienceModule,
      global: true,
      controllers: [ResilienceController],
      providers: [{ provide: Resilience, useFactory: () => watched(new Resilience({ logger })) }],
      exports: [Resilience],
    };
  }

  onApplicationShutdown(): void {
    this.resilience.close();
  }
}

function watched(resilience: Resilience): Resilience {
  resilience.listen(measure);
  watchDependencies(() => resilience.snapshots());
  return resilience;
}
