import { describe, expect, it } from '@jest/globals';
import { Column, Entity, PrimaryColumn, VirtualColumn } from 'typeorm';
import { databaseTime, insertRow, sql, updateRow } from './row-writes.ts';
import { move } from './moves.ts';

@Entity('parcel')
class Parcel {
  @PrimaryColumn({ name: 'parcel_id', type: 'text' })
  parcelId!: string;

  @Column({ name: 'operation_id', type: 'uuid' })
  operationId!: string;

  @Column({ type: 'text' })
  status!: 'packed' | 'sent' | 'lost';

  @Column({ type: 'jsonb' })
  items!: string[];

  @Column({ name: 'weight_g', type: 'integer', nullable: true })
  weightG!: number | null;

  @Column({ name: 'sent_at', type: 'timestamptz', nullable: true })
  sentAt!: Date | null;

  @VirtualColumn({ query: () => 'select 1' })
  labels!: number;
}

@Entity('note')
class Note {
  @PrimaryColumn({ type: 'text' })
  text!: string;
}

class NoEntity {
  readonly id!: string;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
const place = { name: 'written', after: 'claim' };

describe('insertRow', () => {
  it('inserts the given columns, with the operation, as their declared types', () => {
    const write = insertRow(Parcel, { parcelId: 'p1', items: ['tea'], weightG: null }, place);
    expect(write).toMatchObject({
      ...place,
      given: { parcel_id: ['text', 'p1'], items: ['jsonb', ['tea']], weight_g: ['integer', null] },
    });
    expect(oneLine(write.text)).toBe(
      'insert into parcel as t (operation_id, parcel_id, items, weight_g) ' +
        'select g.operation_id, g.parcel_id, g.items, g.weight_g from given g returning t.operation_id',
    );
  });

  it('needs no column for the operation', () => {
    expect(oneLine(insertRow(Note, { text: 'hello' }, place).text)).toBe(
      'insert into note as t (text) select g.text from given g',
    );
  });

  it('takes expressions, conditions and more results', () => {
    const { text, given } = insertRow(
      Parcel,
      { parcelId: 'p1', sentAt: databaseTime, weightG: sql('greatest(1, g.weight_g)', 0) },
      { ...place, onlyIf: 'g.weight_g > 0', ifAbsent: true, returning: 't.weight_g' },
    );
    expect(given).toEqual({ parcel_id: ['text', 'p1'], weight_g: ['integer', 0] });
    expect(oneLine(text)).toBe(
      'insert into parcel as t (operation_id, parcel_id, sent_at, weight_g) ' +
        'select g.operation_id, g.parcel_id, clock_timestamp(), greatest(1, g.weight_g) from given g ' +
        'where g.weight_g > 0 on conflict do nothing returning t.operation_id, t.weight_g',
    );
  });

  it('stores undefined as null', () => {
    expect(insertRow(Parcel, { parcelId: 'p1', sentAt: undefined }, place).given).toMatchObject({
      sent_at: ['timestamptz', null],
    });
  });

  it('has the same text for other values, so that requests can share a statement', () => {
    const texts = ['p1', "p'2"].map((parcelId) => insertRow(Parcel, { parcelId }, place).text);
    expect(texts[0]).toBe(texts[1]);
  });

  it('refuses what is not an entity', () => {
    expect(() => insertRow(NoEntity, { id: '1' }, place)).toThrow('NoEntity must be an entity');
  });

  it('refuses a column that is computed', () => {
    expect(() => insertRow(Parcel, { labels: 2 }, place)).toThrow('parcel has no column labels');
  });
});

describe('updateRow', () => {
  it('updates the row of the key', () => {
    const { text, given } = updateRow(Parcel, { parcelId: 'p1' }, { ...place, set: { weightG: 20 } });
    expect(given).toEqual({ parcel_id: ['text', 'p1'], weight_g: ['integer', 20] });
    expect(oneLine(text)).toBe(
      'update parcel t set weight_g = g.weight_g from given g where t.parcel_id = g.parcel_id returning g.operation_id',
    );
  });

  it('makes a move only from the statuses that it may start from', () => {
    const moves = { sent: ['packed'], lost: ['packed', 'sent'] } as const;
    const { text, given } = updateRow(
      Parcel,
      { parcelId: 'p1' },
      { ...place, move: move(moves, 'lost'), set: { sentAt: databaseTime } },
    );
    expect(given).toEqual({ parcel_id: ['text', 'p1'], status: ['text', 'lost'] });
    expect(oneLine(text)).toContain('set status = g.status, sent_at = clock_timestamp() from given g');
    expect(oneLine(text)).toContain(
      "where t.parcel_id = g.parcel_id and (g.status in ('sent') and t.status in ('packed') or " +
        "g.status in ('lost') and t.status in ('packed', 'sent')) returning",
    );
  });

  it('changes a status only by a move, which the compiler checks', () => {
    // @ts-expect-error: without a move, nothing says from which status.
    const { text } = updateRow(Parcel, { parcelId: 'p1' }, { ...place, set: { status: 'lost' } });
    expect(text).not.toContain('t.status in');
  });

  it('tests constants, lists, nulls and expressions', () => {
    const { text, given } = updateRow(
      Parcel,
      { parcelId: 'p1' },
      {
        ...place,
        set: { weightG: 20 },
        if: { status: ['packed', 'sent'], sentAt: null, items: sql('t.items <> g.items', ['tea']) },
      },
    );
    expect(given).toMatchObject({ items: ['jsonb', ['tea']] });
    expect(oneLine(text)).toContain(
      "where t.parcel_id = g.parcel_id and t.status in ('packed', 'sent') and t.sent_at is null and t.items <> g.items",
    );
  });

  it('picks the first of several rows of one statement', () => {
    const { text } = updateRow(
      Parcel,
      { parcelId: 'p1' },
      { ...place, set: { weightG: 20 }, first: 'weight_g desc' },
    );
    expect(oneLine(text)).toContain(
      'from (select distinct on (parcel_id) * from given order by parcel_id, weight_g desc) g',
    );
  });
});
