import { Problem, type ProblemKind } from '@holdfast/service-defaults';

export const seatErrors = {
  taken: { code: 'seat_taken', status: 409, title: 'The seat is taken' },
  notFound: { code: 'seat_not_found', status: 404, title: 'Seat not found' },
} as const satisfies Record<string, ProblemKind>;

export const seatTaken = (): Problem =>
  new Problem(seatErrors.taken, 'This seat is already reserved. This request reserved nothing.');

export const seatNotFound = (): Problem =>
  new Problem(seatErrors.notFound, 'No seat with this ID is reserved.');
