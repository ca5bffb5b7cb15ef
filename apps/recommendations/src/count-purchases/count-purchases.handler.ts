import { type OrderPaid } from '@holdfast/contracts';
import { BatchInbox, type Delivery } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';

@Injectable()
export class CountPurchasesHandler {
  constructor(private readonly inbox: BatchInbox<OrderPaid>) {}

  async count(delivery: Delivery, order: OrderPaid): Promise<void> {
    await this.inbox.once(delivery, order);
  }
}
