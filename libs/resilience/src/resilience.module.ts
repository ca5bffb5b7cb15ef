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

/** The dependencies of a service: `Resilience` to inject, `GET /resilience`, and the metrics. */
@Module({})
export class ResilienceModule implements OnApplicationShutdown {
  constructor(@Inject(Resilience) private readonly resilience: Resilience) {}

  /** `breaker`: what holds for the breakers of all dependencies, `breakerOf` the service's settings. */
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
