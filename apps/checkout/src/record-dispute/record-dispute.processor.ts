import { disputeChanged, type DisputeChanged } from '@holdfast/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { RecordDisputeHandler } from './record-dispute.handler.ts';

@Controller()
export class RecordDisputeProcessor {
  constructor(private readonly handler: RecordDisputeHandler) {}

  @EventPattern<string>(disputeChanged.name)
  handle(@Payload({ schema: disputeChanged.schema }) event: DisputeChanged): Promise<void> {
    return this.handler.handle(event);
  }
}
