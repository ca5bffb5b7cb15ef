import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type Logger } from 'pino';
import { type BreakerSettings } from './dependency.options.ts';
import { Resilience } from './resilience.ts';
import { ResilienceController } from './resilience.controller.ts';
import { measure, watchDependencies } from './resilience.metrics.ts';

export interface ResilienceModuleOptions {
  readonly logger: Logger;
  readonly breaker?: BreakerSettings;
}

/** Provides `Resilience`, `GET /resilience` and the metrics of a service's dependencies. */
@Module({})
export class ResilienceModule implements OnApplicationShutdown {
  constructor(@Inject(Resilience) private readonly resilience: Resilience) {}

  /** `breaker`: overrides the breakers of all dependencies; pass `breakerOf` of the service's settings. */
  static forRoot(options: ResilienceModuleOptions): DynamicModule {
    return {
      module: ResilienceModule,
      global: true,
      controllers: [ResilienceController],
      providers: [{ provide: Resilience, useFactory: () => watched(new Resilience(options)) }],
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
