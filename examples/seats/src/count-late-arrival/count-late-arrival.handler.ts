import { type Delivery, Inbox } from '@holdfast/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { EntityManager } from 'typeorm';
import { type LatecomerAdmitted } from './latecomer-admitted.ts';

/** The token of its inbox, since a service may have several. */
export const countLateArrivalInbox = Symbol('the inbox of count-late-arrival');

const addOne = `
  insert into late_arrivals as known (customer, count) values ($1, 1)
  on conflict (customer) do update set count = known.count + 1`;

@Injectable()
export class CountLateArrivalHandler {
  constructor(@Inject(countLateArrivalInbox) private readonly inbox: Inbox<EntityManager>) {}

  /** A message may arrive twice; the inbox drops the second delivery. */
  async handle(delivery: Delivery, { customer }: LatecomerAdmitted): Promise<void> {
    await this.inbox.once(delivery, (transaction) => transaction.query(addOne, [customer]));
  }
}
