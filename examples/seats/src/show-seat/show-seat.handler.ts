import { DependencyError } from '@holdfast/resilience';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { CatalogClient } from '../catalog-client/catalog.client.ts';
import { SeatEntity } from '../seat/seat.entity.ts';
import { seatNotFound } from '../seat/seat.errors.ts';
import { type ShownSeat } from '../seat/seat.ts';

@Injectable()
export class ShowSeatHandler {
  constructor(
    @InjectRepository(SeatEntity) private readonly seats: Repository<SeatEntity>,
    private readonly catalog: CatalogClient,
  ) {}

  /** A seat is shown without the name of its product while the catalog is unavailable. */
  async show(seatId: string): Promise<ShownSeat> {
    const seat = await this.seats.findOneBy({ seatId });
    if (seat === null) throw seatNotFound();
    return { ...seat.toSeat(), ...(await this.named(seat.productId)) };
  }

  private async named(productId: string): Promise<Pick<ShownSeat, 'productName' | 'notice'>> {
    try {
      return { productName: await this.catalog.nameOf(productId), notice: null };
    } catch (error) {
      if (!(error instanceof DependencyError)) throw error;
      return { productName: null, notice: "The product's name is unavailable right now." };
    }
  }
}
