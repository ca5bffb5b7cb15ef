import { now } from '@holdfast/witness';
import { type LabContext } from '../context/lab-context.ts';
import { notFound } from '../control/problem.ts';
import { ok, type Route } from '../control/route.ts';
import { journeyOf } from './journey.ts';
import { recordsOf } from './order-records.ts';
import { wireRecordOf } from './wire-tries.ts';

const orderIds = /^ord_[A-Za-z0-9]{1,64}$/;

/** One order, from the databases and the wire. */
export function orderRoutes(context: LabContext): Route[] {
  return [
    [
      'GET',
      /^\/orders\/([^/]+)\/journey$/,
      async ({ parameters: [orderId = ''] }) => {
        const records = orderIds.test(orderId) ? await recordsOf(context, orderId) : undefined;
        if (records === undefined) throw notFound(`There is no order ${orderId}.`);
        const wire = wireRecordOf(orderId, context.lab.log.since(0));
        return ok(journeyOf({ orderId, records, wire, now: now() }));
      },
    ],
  ];
}
