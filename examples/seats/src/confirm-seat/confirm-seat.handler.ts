import { type Delivery, Inbox } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { EntityManager } from 'typeorm';
import { type SeatReserved } from '../seat/seat-reserved.ts';

@Injectable()
export class ConfirmSeatHandler {
  constructor(private readonly inbox: Inbox<EntityManager>) {}

  /** A message may arrive twice; the inbox drops the second delivery. */
  async confirm(delivery: Delivery, { seatId }: SeatReserved): Promise<void> {
    await this.inbox.once(delivery, (transaction) =>
      transaction.query('update seats set confirmed_at = clock_timestamp() where seat_id = $1', [seatId]),
    );
  }
}
