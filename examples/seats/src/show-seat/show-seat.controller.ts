import { Needs, Refuses } from '@holdfast/service-defaults';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { seatErrors } from '../seat/seat.errors.ts';
import { seatIdSchema, type ShownSeat, shownSeatSchema } from '../seat/seat.ts';
import { ShowSeatHandler } from './show-seat.handler.ts';

@ApiTags('seats')
@Needs('charge', 'read')
@Controller('seats')
export class ShowSeatController {
  constructor(private readonly handler: ShowSeatHandler) {}

  @Get(':seatId')
  @ApiOperation({ summary: 'Show a seat' })
  @ApiOkResponse({ standardSchema: shownSeatSchema })
  @Refuses(seatErrors.notFound)
  show(@Param({ schema: seatIdSchema }) { seatId }: { seatId: string }): Promise<ShownSeat> {
    return this.handler.show(seatId);
  }
}
