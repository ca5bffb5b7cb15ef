import { type Mail } from './inbox-watch.ts';
import { ordersIn } from './tally.ts';

/** 5,000 orders: of an earlier window, or not read yet. */
const mostOrders = 5_000;

/** The emails of orders that are not settled. */
export class MailsKept {
  private readonly byOrder = new Map<string, readonly Mail[]>();

  /** Returns the orders that the email names. */
  keep(mail: Mail): readonly string[] {
    const named = [...ordersIn(mail.text)];
    for (const orderId of named) this.add(orderId, [mail]);
    return named;
  }

  add(orderId: string, mails: readonly Mail[]): void {
    this.byOrder.set(orderId, [...(this.byOrder.get(orderId) ?? []), ...mails]);
  }

  of(orderId: string): readonly Mail[] {
    return this.byOrder.get(orderId) ?? [];
  }

  forget(orderId: string): void {
    this.byOrder.delete(orderId);
  }

  /** Forgets the oldest of the orders that nothing asks about. */
  trim(isWanted: (orderId: string) => boolean): void {
    for (const orderId of this.byOrder.keys()) {
      if (this.byOrder.size <= mostOrders) return;
      if (!isWanted(orderId)) this.byOrder.delete(orderId);
    }
  }
}
