import { type EmailList, emailListSchema, emailsQuerySchema, type EmailView } from '@holdfast/contracts';
import { Needs } from '@holdfast/service-defaults';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { EmailEntity } from '../ledger/email.entity.ts';
import { kindIn } from '../emails/email-identity.ts';

@ApiTags('emails')
@Needs('charge', 'refund', 'read', 'ledger')
@Controller('emails')
export class ListEmailsController {
  constructor(@InjectRepository(EmailEntity) private readonly emails: Repository<EmailEntity>) {}

  @Get()
  @ApiOperation({ summary: 'List the emails of an order, oldest first' })
  @ApiOkResponse({ standardSchema: emailListSchema })
  async ofOrder(@Query({ schema: emailsQuerySchema }) { orderId }: { orderId: string }): Promise<EmailList> {
    const emails = await this.emails.find({
      where: { orderId },
      order: { createdAt: 'ASC', emailId: 'ASC' },
    });
    return { emails: emails.map(viewOf) };
  }
}

function viewOf(email: EmailEntity): EmailView {
  return {
    emailId: email.emailId,
    orderId: email.orderId,
    kind: kindIn(email.identity),
    to: email.recipient,
    status: email.status,
    messageId: email.messageId,
    attempts: email.attempts,
    sentAt: email.sentAt?.toISOString() ?? null,
  };
}
