import {
  callNext,
  complete,
  type IdempotentRequest,
  idempotentRequest,
  jsonResponse,
  type Operation,
  phase,
  type PhaseDefinition,
  type Write,
} from '../src/index.ts';

/** The boundaries at which an operation can stop, in order. */
export const boundaries = [
  'before the claim',
  'before reserving',
  'while reserving',
  'after reserving',
  'before charging',
  'while charging',
  'after charging',
  'before the response',
] as const;

export type Boundary = (typeof boundaries)[number];

/** The boundaries at which a local transaction of the shop can stop. */
export const noteBoundaries = [
  'before the claim',
  'before the write',
  'before the commit',
  'before the response',
] as const;

/** The two calls of the operation, and its stops at the boundaries. */
export interface OrderingDeps {
  readonly call: (step: 'reserve' | 'charge', key: string, item: string) => Promise<string>;
  readonly reach?: (boundary: Boundary, item: string) => Promise<void>;
}

export const effectTable = 'create table effect (operation_id uuid, item text, step text)';

/** Writes one row into `effect`. */
export const noteEffect = (step: string, after: 'claim' | 'transition', item: string): Write => ({
  name: `${step}_row`,
  after,
  given: { item: ['text', item], step: ['text', step] },
  text: 'insert into effect select operation_id, item, step from given returning operation_id',
});

interface Reserved {
  readonly item: string;
  readonly reservation: string;
}

type Over = {
  readonly [Step in 'reserve' | 'charge']?: Partial<PhaseDefinition<never, string>>;
};

/** Orders an item with two calls, reserve and charge: three commits, each of which writes a row. */
export function ordering({ call, reach }: OrderingDeps, over: Over = {}): Operation<string> {
  const charge = phase<Reserved, string>({
    name: 'charge',
    call: async ({ item }, { key }) => {
      await reach?.('before charging', item);
      return call('charge', key, item);
    },
    then: async (charged, { item, reservation }) => {
      await reach?.('after charging', item);
      return complete(
        jsonResponse(201, { item, reservation, charged }, { location: `/orders/${reservation}` }),
        [noteEffect('charged', 'transition', charged)],
      );
    },
    ...(over.charge as object),
  });
  const reserve = phase<{ item: string }, string>({
    name: 'reserve',
    call: async ({ item }, { key }) => {
      await reach?.('before reserving', item);
      return call('reserve', key, item);
    },
    then: async (reservation, { item }) => {
      await reach?.('after reserving', item);
      return callNext(charge, { item, reservation }, [noteEffect('reserved', 'transition', reservation)]);
    },
    ...(over.reserve as object),
  });
  return {
    name: 'ordering',
    phases: [reserve, charge],
    begin: async (item) => {
      await reach?.('before the claim', item);
      return callNext(reserve, { item }, [noteEffect('ordered', 'claim', item)]);
    },
  };
}

export const orderRequest = (key: string, item = 'tea', caller = 'shop'): IdempotentRequest =>
  idempotentRequest(caller, key, { method: 'POST', path: '/orders', query: '', body: Buffer.from(item) });

/** The steps of a whole order, sorted as by `select … order by step`. */
export const wholeOrder = ['charged', 'ordered', 'reserved'];
