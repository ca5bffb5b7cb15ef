import { postgresPool, type postgresPoolFor } from '@holdfast/service-defaults/database';
import { type DataSourceOptions } from 'typeorm';
import { RainCheckEntity } from '../rain-check/rain-check.entity.ts';
import { SeatEntity } from '../seat/seat.entity.ts';
import { CreateSeats1764000000000 } from './migrations/1764000000000-create-seats.ts';
import { CreateRainChecks1764000001000 } from './migrations/1764000001000-create-rain-checks.ts';
import { CreateLateArrivals1764000002000 } from './migrations/1764000002000-create-late-arrivals.ts';

export function seatsDataSource(
  url: string,
  pool: ReturnType<typeof postgresPoolFor> = postgresPool,
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [SeatEntity, RainCheckEntity],
    migrations: [CreateSeats1764000000000, CreateRainChecks1764000001000, CreateLateArrivals1764000002000],
    extra: pool,
  };
}
