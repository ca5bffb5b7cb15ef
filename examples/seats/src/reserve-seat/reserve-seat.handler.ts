import {
  complete,
  type Execution,
  IdempotencyKeys,
  type IdempotentRequest,
  insertRow,
  jsonResponse,
  type Operation,
} from '@holdfast/idempotency';
import { OutboxRelay, outboxWrite } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { seatReserved, type SeatReserved } from '../seat/seat-reserved.ts';
import { SeatEntity } from '../seat/seat.entity.ts';
import { seatTaken } from '../seat/seat.errors.ts';
import { type ReserveSeat, type Seat } from '../seat/seat.ts';

/** One commit: the key with its response, the seat, and the message that it is reserved. */
const reserveSeat: Operation<ReserveSeat> = {
  name: 'reserve-seat',
  phases: [],
  begin: (command) => {
    const seat: Seat = { ...command, reservedAt: new Date().toISOString(), confirmedAt: null };
    const message: SeatReserved = { version: 1, seatId: seat.seatId };
    return complete(jsonResponse(201, seat), [
      insertRow(SeatEntity, seat, { name: 'reserved', after: 'claim' }),
      outboxWrite('reserved_message', seatReserved, message, 'reserved', { aggregate: seat.seatId }),
    ]);
  },
  refusals: { seats_pkey: seatTaken },
};

@Injectable()
export class ReserveSeatHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly relay: OutboxRelay,
  ) {
    keys.register(reserveSeat);
  }

  async reserve(request: IdempotentRequest, command: ReserveSeat): Promise<Execution> {
    const execution = await this.keys.execute(request, reserveSeat, command);
    if (!execution.isReplay) this.relay.wake();
    return execution;
  }
}
