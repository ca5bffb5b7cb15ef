import {
  type LedgerPage,
  ledgerPageSchema,
  type LedgerPayment,
  type Reconcile,
  type Reconciliation,
  reconciliationSchema,
} from '@holdfast/contracts';
import { HttpClient, Resilience } from '@holdfast/resilience';
import { Settings } from '@holdfast/service-defaults';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type z } from 'zod';
import { type CheckoutConfig } from '../checkout.config.ts';
import { ledgerUnreadable } from '../reconcile-orders/reconciliation.errors.ts';
import { paymentsLedgerDependency } from './payments-ledger.dependency.ts';

export interface Period {
  readonly since: Date;
  readonly until: Date;
}

/** Reads payments' ledger. @throws Problem 503 if it cannot be read */
@Injectable()
export class PaymentsLedgerClient implements OnApplicationShutdown {
  private readonly http: HttpClient;

  constructor(resilience: Resilience, @Settings() config: CheckoutConfig) {
    this.http = new HttpClient(resilience.dependency(paymentsLedgerDependency), {
      baseUrl: config.PAYMENTS_URL,
      apiKey: config.PAYMENTS_API_KEY,
      isBackground: true,
    });
  }

  /** Makes payments compare one page of its ledger with Stripe. */
  async compare(page: Reconcile): Promise<Reconciliation> {
    const body = JSON.stringify(page);
    return this.request(reconciliationSchema, { method: 'POST', path: '/reconciliations', body });
  }

  async ofPeriod({ since, until }: Period, after: string | undefined): Promise<LedgerPage> {
    const query = new URLSearchParams({
      since: since.toISOString(),
      until: until.toISOString(),
      ...(after === undefined ? {} : { after }),
    });
    return this.request(ledgerPageSchema, { method: 'GET', path: `/ledger?${query.toString()}` });
  }

  /** All payments of up to 100 orders, regardless of age. */
  async ofOrders(orderIds: readonly string[]): Promise<LedgerPayment[]> {
    if (orderIds.length === 0) return [];
    const path = `/ledger?orderIds=${orderIds.join(',')}`;
    return (await this.request(ledgerPageSchema, { method: 'GET', path })).payments;
  }

  onApplicationShutdown(): Promise<void> {
    return this.http.close();
  }

  private async request<T>(schema: z.ZodType<T>, call: Parameters<HttpClient['send']>[0]): Promise<T> {
    try {
      const { status, body } = await this.http.send(call);
      if (status !== 200) throw new Error(`payments returned ${status}`);
      return schema.parse(body);
    } catch (error) {
      throw ledgerUnreadable(error);
    }
  }
}
