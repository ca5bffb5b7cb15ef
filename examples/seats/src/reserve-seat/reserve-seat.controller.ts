import { type Execution, Idempotent, IdempotencyKey, type IdempotentRequest } from '@holdfast/idempotency';
import { Needs, Refuses } from '@holdfast/service-defaults';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { seatErrors } from '../seat/seat.errors.ts';
import { type ReserveSeat, reserveSeatSchema, seatSchema } from '../seat/seat.ts';
import { ReserveSeatHandler } from './reserve-seat.handler.ts';

@ApiTags('seats')
@Needs('charge')
@Controller('seats')
export class ReserveSeatController {
  constructor(private readonly handler: ReserveSeatHandler) {}

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Reserve a seat, once per key' })
  @ApiResponse({ status: 201, description: 'Reserved', standardSchema: seatSchema })
  @Refuses(seatErrors.taken)
  reserve(
    @IdempotencyKey() request: IdempotentRequest,
    @Body({ schema: reserveSeatSchema }) command: ReserveSeat,
  ): Promise<Execution> {
    return this.handler.reserve(request, command);
  }
}
