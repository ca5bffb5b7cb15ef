import { postgresPool, type postgresPoolFor } from '@holdfast/service-defaults/database';
import { type DataSourceOptions } from 'typeorm';
import { SeatEntity } from '../seat/seat.entity.ts';
import { CreateSeats1764000000000 } from './migrations/1764000000000-create-seats.ts';

export function seatsDataSource(
  url: string,
  pool: ReturnType<typeof postgresPoolFor> = postgresPool,
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [SeatEntity],
    migrations: [CreateSeats1764000000000],
    extra: pool,
  };
}
