import { queues } from '@holdfast/contracts';
import { consumerOptions, MessagingModule } from '@holdfast/messaging';
import { breakerOf, ResilienceModule } from '@holdfast/resilience';
import { SettingsModule } from '@holdfast/service-defaults';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { postgresPoolOf } from '@holdfast/service-defaults/database';
import { type Logger } from 'pino';
import { emailDataSource } from './database/email.data-source.ts';
import { type EmailConfig, emailTimesOf } from './email.config.ts';
import { EmailTimes } from './email-times.ts';
import { EmailEntity } from './ledger/email.entity.ts';
import { EmailLedger } from './ledger/email.ledger.ts';
import { ListEmailsController } from './list-emails/list-emails.controller.ts';
import { OrderLinks } from './emails/order-links.ts';
import { DueEmailsSender } from './send-email/due-emails.sender.ts';
import { SendEmailHandler } from './send-email/send-email.handler.ts';
import { SendEmailProcessor } from './send-email/send-email.processor.ts';
import { SmtpClient } from './send-email/smtp.client.ts';
import { emailConcurrency } from './send-email/smtp.dependency.ts';

@Module({})
export class EmailModule {
  static register(config: EmailConfig, logger: Logger): DynamicModule {
    return {
      module: EmailModule,
      imports: [
        SettingsModule.forRoot(config, logger),
        TypeOrmModule.forRoot(emailDataSource(config.DATABASE_URL, postgresPoolOf(config))),
        TypeOrmModule.forFeature([EmailEntity]),
        ResilienceModule.forRoot({ logger, breaker: breakerOf(config) }),
        MessagingModule.forRoot({
          url: config.QUEUE_URL,
          logger,
          consumer: { queue: queues.email, concurrency: emailConcurrency, ...consumerOptions(config) },
        }),
      ],
      controllers: [SendEmailProcessor, ListEmailsController],
      providers: [
        EmailLedger,
        SendEmailHandler,
        DueEmailsSender,
        SmtpClient,
        { provide: EmailTimes, useValue: emailTimesOf(config) },
        ...orderLinks(config),
      ],
    };
  }
}

/** Without a shop, emails have no links. */
function orderLinks({ SHOP_URL, ORDER_TOKEN_SECRETS }: EmailConfig): Provider[] {
  return SHOP_URL === undefined || ORDER_TOKEN_SECRETS === undefined
    ? []
    : [{ provide: OrderLinks, useValue: new OrderLinks(SHOP_URL, ORDER_TOKEN_SECRETS) }];
}
