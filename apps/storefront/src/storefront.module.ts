import { type DynamicModule, Module } from '@nestjs/common';
import { Page, PagesController } from './serve-pages/pages.controller.ts';

@Module({})
export class StorefrontModule {
  static register(page: Page): DynamicModule {
    return {
      module: StorefrontModule,
      controllers: [PagesController],
      providers: [{ provide: Page, useValue: page }],
    };
  }
}
