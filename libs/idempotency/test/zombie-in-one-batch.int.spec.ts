import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { complete, jsonResponse, type Step } from '../src/index.ts';
import { ownedFrom } from '../src/store/claim.ts';
import { KeyStore } from '../src/store/key-store.ts';
import { KeysOnPostgres, writeEffect } from './placing.fixture.ts';

let on: KeysOnPostgres;

beforeAll(async () => {
  on = await KeysOnPostgres.open();
});
afterAll(() => on.close());

type Transition = Step & { readonly kind: 'complete' };

const finishing = (item: string): Transition =>
  complete(jsonResponse(201, { item }), [writeEffect('finished', 'transition', item)]) as Transition;

it('keeps a zombie from writing together with its successor in the same process, even in a shared statement', async () => {
  await on.dieCalling('k');
  await on.endLeases();
  await on.keys.lease.held();
  const store = new KeyStore(on.pool, {
    owner: on.keys.lease.owner,
    leaseMs: 60_000,
    retentionMs: 1e8,
    times: on.keys.times,
  });
  const [taken] = await store.takeOver(['placing'], 1);
  if (taken === undefined) throw new Error('nothing was taken over');
  const successor = ownedFrom(taken.row);
  const zombie = { ...successor, epoch: successor.epoch - 1 };
  // The first transition is sent alone; those that follow share the next statement.
  const other = { ...zombie, keyHash: crypto.randomUUID(), operationId: crypto.randomUUID() };
  const results = await Promise.all([
    store.finish(other, finishing('other')),
    store.finish(zombie, finishing('zombie')),
    store.finish(successor, finishing('successor')),
  ]);
  expect(results).toEqual([false, false, true]);
  expect((await on.effects()).map(({ item }) => item)).toEqual(['tea', 'successor']);
});
