import { type PlaceOrder } from '@holdfast/contracts';
import {
  callNext,
  complete,
  type Execution,
  final,
  IdempotencyKeys,
  type IdempotentRequest,
  type Operation,
  phase,
  type StoredResponse,
  undecided,
} from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Problem } from '@holdfast/service-defaults';
import { Injectable } from '@nestjs/common';
import { networkOf } from '../limit-attempts/counter-keys.ts';
import { LimitAttemptsHandler } from '../limit-attempts/limit-attempts.handler.ts';
import { orderErrors, paymentsUnavailable } from '../order/order.errors.ts';
import { newOrder, type Order, type PaymentResult, settle } from '../order/order.ts';
import { OrderStore } from '../order/order.store.ts';
import { insertOrder, settleOrder } from '../order/order.writes.ts';
import { PurchaseEvents } from '../order/purchase-events.ts';
import { paymentResultInLedger } from '../payments-client/payment-lookup.ts';
import { PaymentsLedgerClient } from '../payments-client/payments-ledger.client.ts';
import { paymentRequest, PaymentsClient } from '../payments-client/payments.client.ts';
import { acceptedResponse, settledResponse, whileUnsettled } from './place-order.responses.ts';
import { priceCart } from './price-cart.ts';
import { readPaymentResult } from './operator-payment-result.ts';
import { ReturnUrls } from './return-urls.ts';

export interface PlaceOrderFrom extends PlaceOrder {
  /** Network address of the client. */
  readonly address: string;
}

interface Input {
  readonly order: Order;
  readonly paymentRequest: string;
  /** The customer's, whose declines are counted. Older versions did not store it. */
  readonly network?: string;
}

@Injectable()
export class PlaceOrderHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly payments: PaymentsClient,
    private readonly ledger: PaymentsLedgerClient,
    private readonly orders: OrderStore,
    private readonly relay: OutboxRelay,
    private readonly limits: LimitAttemptsHandler,
    private readonly purchases: PurchaseEvents,
    private readonly returnUrls: ReturnUrls,
  ) {
    keys.register(this.operation, () => this.relay.wake());
  }

  async place(request: IdempotentRequest, command: PlaceOrderFrom): Promise<Execution> {
    const execution = await this.execute(request, command);
    if (!execution.isReplay) this.relay.wake();
    return execution;
  }

  /** An event may have ended the order just before its 202. The stored response says so; no email would. */
  private async execute(request: IdempotentRequest, command: PlaceOrderFrom): Promise<Execution> {
    const execute = (): Promise<Execution> => this.keys.execute(request, this.operation, command);
    const execution = await execute();
    return execution.response.status === 202 && (await this.hasFailed(request)) ? execute() : execution;
  }

  private async hasFailed({ keyHash }: IdempotentRequest): Promise<boolean> {
    const result = (await this.orders.findByKey(keyHash))?.result;
    return result !== undefined && result.kind !== 'paid';
  }

  private get operation(): Operation<PlaceOrderFrom> {
    return {
      name: 'place-order',
      begin: async (command, _operationId, request) => {
        if (!this.payments.canCharge) throw paymentsUnavailable();
        const priced = priceCart(command);
        if (priced instanceof Problem && priced.kind !== orderErrors.priceChanged) throw priced;
        await this.limits.checkout(request, { address: command.address, email: command.customer.email });
        if (priced instanceof Problem) throw final(priced);
        const order = newOrder(command, priced, new Date());
        const { orderId, total: amount } = order;
        const { paymentMethod, confirmationToken } = command;
        const returnUrl = this.returnUrls.of(orderId);
        const toSend = paymentRequest({ orderId, amount, paymentMethod, confirmationToken, returnUrl });
        const input = { order, paymentRequest: toSend, network: networkOf(command.address) };
        return callNext(this.charge, input, insertOrder(order, request));
      },
      phases: [this.charge],
      permanentKey: {
        constraint: 'orders_key_hash_key',
        findByKey: (keyHash) => this.rebuildResponse(keyHash),
      },
    };
  }

  private get charge() {
    return phase<Input, PaymentResult>({
      name: 'charge',
      resendForMs: this.payments.resendForMs,
      call: async ({ order, paymentRequest }, { key, mayHaveHappened }) =>
        (mayHaveHappened ? await this.orders.paymentResultOf(order.orderId) : undefined) ??
        this.payments.charge(paymentRequest, key),
      then: async (result, { order, network }) => {
        const response = responseFor(order, result);
        if (network !== undefined && isDecline(response)) await this.limits.declined(network);
        return complete(response, settleOrder(order, result, 'transition', new Date(), this.purchases));
      },
      readBack: async ({ order }) => (await this.orders.paymentResultOf(order.orderId)) ?? undecided,
      lookEverywhere: async ({ order: { orderId } }) =>
        (await this.orders.paymentResultOf(orderId)) ??
        paymentResultInLedger(await this.ledger.ofOrders([orderId]), new Date()),
      whenUnknown: async ({ order: placed }, error, policy) => {
        const stored = (await this.orders.find(placed.orderId)) ?? placed;
        return whileUnsettled({ placed, stored, error, policy, now: new Date() });
      },
      readOutcome: readPaymentResult,
    });
  }

  private async rebuildResponse(
    keyHash: string,
  ): Promise<{ fingerprint: Buffer; response: StoredResponse } | undefined> {
    const known = await this.orders.findByKey(keyHash);
    if (known === undefined) return undefined;
    const { order, fingerprint, result } = known;
    return {
      fingerprint,
      response: result === undefined ? acceptedResponse(order, new Date()) : settledResponse(order, result),
    };
  }
}

/** Card testers get both: declined cards (402) and invalid payment methods (422). */
function isDecline({ status }: StoredResponse): boolean {
  return status === 402 || status === 422;
}

function responseFor(order: Order, result: PaymentResult): StoredResponse {
  return settledResponse(settle(order, result), result);
}
