import { type DynamicModule, Inject, Module } from '@nestjs/common';
import { type Logger } from 'pino';

const settings = Symbol('settings');
const log = Symbol('log');

/** Injects the settings of the service: `@Settings() config: CheckoutConfig`. */
export const Settings = (): ParameterDecorator => Inject(settings);

/** Injects the logger of the process: `@Log() logger: Logger`. */
export const Log = (): ParameterDecorator => Inject(log);

/** Provides the settings and the logger to all modules of a service. */
@Module({})
export class SettingsModule {
  static forRoot(config: object, logger: Logger): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      providers: [
        { provide: settings, useValue: config },
        { provide: log, useValue: logger },
      ],
      exports: [settings, log],
    };
  }
}
