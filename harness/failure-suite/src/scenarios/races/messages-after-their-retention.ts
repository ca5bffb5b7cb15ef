import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

const publishers = ['checkout', 'payments'] as const;
const dayMs = 24 * 3_600_000;

/** Published 8 days ago, a day after its end, and 6 days ago. */
const ages = { old: 8, young: 6 };

type Copies = Readonly<Record<keyof typeof ages, string>>;

/** Copies of a published message other than a purchase, which the service would have published days ago. */
async function publishedLongAgo(system: System, database: string): Promise<Copies> {
  const copies = {
    old: uuidv7({ msecs: Date.now() - ages.old * dayMs }),
    young: uuidv7({ msecs: Date.now() - ages.young * dayMs }),
  };
  for (const name of ['old', 'young'] as const) {
    const rows = await system.query(
      database,
      `insert into outbox select (jsonb_populate_record(o, jsonb_build_object('message_id', $1::text,
         'published_at', o.published_at - $2 * interval '1 day'))).* from outbox o
       where published_at is not null and name not like '%-paid' limit 1 returning 1`,
      [copies[name], ages[name]],
    );
    assert.equal(rows.length, 1, `${database} has a published message`);
  }
  return copies;
}

const isKept = async (system: System, database: string, id: string): Promise<boolean> =>
  (await system.query(database, 'select 1 from outbox where message_id = $1', [id])).length === 1;

export default {
  name: 'messages-after-their-retention',
  broken: 'Nothing, but messages were published 6 and 8 days ago, and the services are started again.',
  customerSees:
    'Nothing. Messages are deleted after 7 days, and kept until then for a queue that lost its data.',
  cell: { edge: 'checkout', fault: 'days pass', phase: 'after the response' },
  proves: ['receipt.recovery'],
  livenessMs: 20_000,
  run: async (system) => {
    await isMailed(system, expectPaid(await system.shopper('Ada').checkOut()));
    const kept = await Promise.all(
      publishers.map(async (name) => ({ name, copies: await publishedLongAgo(system, name) })),
    );
    await Promise.all(
      publishers.flatMap((name) => [name, `${name}-2`]).map((name) => system.process(name).restart()),
    );
    for (const { name, copies } of kept) {
      await system.until(
        `${name} has deleted its old message`,
        async () => !(await isKept(system, name, copies.old)),
        20_000,
      );
      assert.ok(await isKept(system, name, copies.young), `${name} keeps a message of 6 days`);
      await system.query(name, 'delete from outbox where message_id = $1', [copies.young]);
    }
  },
} satisfies Scenario;
