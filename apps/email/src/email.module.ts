import { Resilience, ResilienceModule } from '@holdfast/resilience';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type Logger } from 'pino';
import { emailDataSource } from './database/email.data-source.ts';
import { type EmailConfig } from './email.config.ts';
import { EmailEntity } from './ledger/email.entity.ts';
import { EmailLedger } from './ledger/email.ledger.ts';
import { ListEmailsController } from './list-emails/list-emails.controller.ts';
import { DueMailsSender } from './send-email/due-mails.sender.ts';
import { SendEmailHandler } from './send-email/send-email.handler.ts';
import { SendEmailProcessor } from './send-email/send-email.processor.ts';
import { SmtpClient } from './send-email/smtp.client.ts';

@Module({})
export class EmailModule {
  static register(config: EmailConfig, logger: Logger): DynamicModule {
    return {
      module: EmailModule,
      imports: [
        TypeOrmModule.forRoot(emailDataSource(config.DATABASE_URL)),
        TypeOrmModule.forFeature([EmailEntity]),
        ResilienceModule.forRoot({ logger }),
      ],
      controllers: [SendEmailProcessor, ListEmailsController],
      providers: [
        EmailLedger,
        {
          provide: SendEmailHandler,
          inject: [EmailLedger, SmtpClient],
          useFactory: (ledger: EmailLedger, smtp: SmtpClient) =>
            new SendEmailHandler(ledger, smtp, config, logger),
        },
        {
          provide: DueMailsSender,
          inject: [EmailLedger, SendEmailHandler],
          useFactory: (ledger: EmailLedger, handler: SendEmailHandler) =>
            new DueMailsSender(ledger, handler, config, logger),
        },
        {
          provide: SmtpClient,
          inject: [Resilience],
          useFactory: (resilience: Resilience) => new SmtpClient(resilience, config),
        },
      ],
    };
  }
}
