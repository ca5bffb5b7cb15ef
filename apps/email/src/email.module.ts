import { queues } from '@holdfast/contracts';
import { consumerOptions, MessagingModule } from '@holdfast/messaging';
import { breakerOf, Resilience, ResilienceModule } from '@holdfast/resilience';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { postgresPoolOf } from '@holdfast/service-defaults/database';
import { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { emailDataSource } from './database/email.data-source.ts';
import { type EmailConfig, emailTimesOf } from './email.config.ts';
import { EmailEntity } from './ledger/email.entity.ts';
import { EmailLedger } from './ledger/email.ledger.ts';
import { ListEmailsController } from './list-emails/list-emails.controller.ts';
import { OrderLinks } from './emails/order-links.ts';
import { DueEmailsSender } from './send-email/due-emails.sender.ts';
import { SendEmailHandler } from './send-email/send-email.handler.ts';
import { SendEmailProcessor } from './send-email/send-email.processor.ts';
import { SmtpClient } from './send-email/smtp.client.ts';
import { emailConcurrency } from './send-email/smtp.dependency.ts';

function linksOf({ SHOP_URL, ORDER_TOKEN_SECRETS }: EmailConfig): OrderLinks | undefined {
  return SHOP_URL === undefined || ORDER_TOKEN_SECRETS === undefined
    ? undefined
    : new OrderLinks(SHOP_URL, ORDER_TOKEN_SECRETS);
}

@Module({})
export class EmailModule {
  static register(config: EmailConfig, logger: Logger): DynamicModule {
    const times = emailTimesOf(config);
    return {
      module: EmailModule,
      imports: [
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
        {
          provide: EmailLedger,
          inject: [DataSource],
          useFactory: (database: DataSource) => new EmailLedger(database, times.leaseMs),
        },
        {
          provide: SendEmailHandler,
          inject: [EmailLedger, SmtpClient],
          useFactory: (ledger: EmailLedger, smtp: SmtpClient) =>
            new SendEmailHandler(ledger, smtp, config, logger, times, linksOf(config)),
        },
        {
          provide: DueEmailsSender,
          inject: [EmailLedger, SendEmailHandler],
          useFactory: (ledger: EmailLedger, handler: SendEmailHandler) =>
            new DueEmailsSender(ledger, handler, config, logger, times),
        },
        {
          provide: SmtpClient,
          inject: [Resilience],
          useFactory: (resilience: Resilience) => new SmtpClient(resilience, config, times),
        },
      ],
    };
  }
}
