import { type OrderPaid, queues, type SendReceipt } from '@holdfast/contracts';
import { Queue } from 'bullmq';
import { type Order } from './order.ts';

/** Five attempts, 1, 2, 4 and 8 s apart. Finished jobs are removed. */
const jobOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1_000 },
  removeOnComplete: true,
} as const;

export const connectionTo = (url: string) => ({ url, maxRetriesPerRequest: null });

function receiptOf({ orderId, customer, lines, total }: Order): SendReceipt {
  return {
    version: 1,
    orderId,
    to: customer.email,
    customerName: customer.name ?? null,
    lines: [...lines],
    total: { ...total },
    paidAt: new Date().toISOString(),
  };
}

function purchaseOf({ orderId, customer, lines }: Order): OrderPaid {
  const productIds = lines.map(({ productId }) => productId);
  return { version: 1, orderId, customerId: customer.email, productIds, paidAt: new Date().toISOString() };
}

/** The jobs that follow a paid order. */
export class Messages {
  private readonly email: Queue;
  private readonly recommendations: Queue;

  constructor(url: string) {
    const options = { connection: connectionTo(url), defaultJobOptions: jobOptions };
    this.email = new Queue(queues.email, options);
    this.recommendations = new Queue(queues.recommendations, options);
  }

  /** `jobId`: adding the jobs again, while they are there, has no effect. Default: each call adds two. */
  async orderPaid(order: Order, jobId?: string): Promise<void> {
    const options = jobId === undefined ? {} : { jobId };
    await Promise.all([
      this.email.add('send-receipt', receiptOf(order), options),
      this.recommendations.add('order-paid', purchaseOf(order), options),
    ]);
  }

  async close(): Promise<void> {
    await Promise.all([this.email.close(), this.recommendations.close()]);
  }
}
