/**
 * The changes that rows of a table may go through, written down from the documentation and not imported from
 * the services: the transition table of a service may be the bug.
 */
export interface TableRules {
  readonly database: string;
  readonly table: string;
  readonly id: string;
  readonly status: string;
  /** The statuses of a new row. */
  readonly begins: readonly string[];
  /** Which statuses may follow which. A status may also stay. */
  readonly moves: Readonly<Record<string, readonly string[]>>;
  /** These never change. */
  readonly fixed: readonly string[];
  /** These change once, from null. */
  readonly once?: readonly string[];
  /** These never get smaller. */
  readonly grows?: readonly string[];
  /** In these statuses, these columns are final too. */
  readonly final?: { readonly statuses: readonly string[]; readonly columns: readonly string[] };
  /** The statuses in which a row may be deleted. */
  readonly mayGoIn?: readonly string[];
}

const settled = { pending: ['succeeded', 'failed'], succeeded: ['failed'], failed: [] };
const origin = ['operation_id', 'key_hash', 'key_fingerprint', 'created_at'];

const keysOf = (database: string): TableRules => ({
  database,
  table: 'idempotency_key',
  id: 'key_hash',
  status: 'state',
  begins: ['running', 'done'],
  moves: {
    running: ['parked', 'unknown', 'review', 'done'],
    parked: ['running'],
    unknown: ['running'],
    // By an operator's decision, or because the result arrived another way.
    review: ['unknown'],
    done: [],
  },
  fixed: ['caller', 'fingerprint', 'operation', 'operation_id', 'created_at'],
  grows: ['epoch'],
  final: { statuses: ['done'], columns: ['epoch', 'status', 'headers', 'body', 'finished_at'] },
  mayGoIn: ['done'],
});

function reconciliationOf(database: string): TableRules {
  const grows = ['complete_until', 'completed_at'];
  return {
    database,
    table: 'reconciliation',
    id: 'name',
    status: 'name',
    begins: [],
    moves: {},
    fixed: ['name'],
    grows,
  };
}

const checkout: readonly TableRules[] = [
  {
    database: 'checkout',
    table: 'orders',
    id: 'order_id',
    status: 'status',
    begins: ['payment_pending'],
    moves: {
      payment_pending: ['requires_action', 'paid', 'payment_failed'],
      requires_action: ['payment_pending', 'paid', 'payment_failed'],
      paid: ['refund_pending', 'refunded'],
      payment_failed: [],
      refund_pending: ['refunded', 'paid'],
      // The customer's bank returned the refund.
      refunded: ['paid'],
    },
    fixed: [...origin, 'customer_email', 'customer_name', 'lines', 'amount_minor', 'currency'],
    once: ['payment_id', 'decline_code', 'pending_notified_at', 'settled_at'],
  },
  {
    database: 'checkout',
    table: 'refund',
    id: 'refund_id',
    status: 'status',
    begins: ['pending', 'succeeded', 'failed'],
    moves: settled,
    fixed: [...origin, 'order_id', 'ordinal', 'requested_by', 'currency', 'lines'],
    once: ['payment_refund_id', 'pending_notified_at'],
    final: { statuses: ['succeeded', 'failed'], columns: ['amount_minor'] },
  },
  {
    database: 'checkout',
    table: 'orphaned_charge_refund',
    id: 'payment_id',
    status: 'status',
    begins: ['pending'],
    moves: settled,
    fixed: [...origin, 'payment_id', 'order_id', 'why'],
    once: ['payment_refund_id'],
  },
  {
    database: 'checkout',
    table: 'order_dispute',
    id: 'dispute_id',
    status: 'status',
    begins: ['inquiry', 'needs_response', 'under_review', 'won', 'lost', 'closed'],
    // As the bank reports it; an appeal reopens a decided one. Its revision orders the reports.
    moves: {},
    fixed: ['order_id', 'payment_id', 'currency', 'created_at'],
    grows: ['revision'],
  },
  {
    database: 'checkout',
    table: 'order_event',
    id: 'event_id',
    status: 'type',
    begins: [],
    moves: {},
    fixed: ['order_id', 'at', 'type', 'text'],
  },
  keysOf('checkout'),
  reconciliationOf('checkout'),
];

const payments: readonly TableRules[] = [
  {
    database: 'payments',
    table: 'payment',
    id: 'payment_id',
    status: 'status',
    // A charge that survived the loss of its row is adopted as succeeded.
    begins: ['pending', 'succeeded'],
    moves: {
      pending: ['succeeded', 'failed'],
      // An intent that failed may still be charged; a charged one never fails.
      failed: ['succeeded'],
      succeeded: ['refunded'],
      refunded: ['succeeded'],
    },
    fixed: [...origin, 'order_id', 'caller', 'amount_minor', 'currency'],
    once: ['provider_payment_id'],
  },
  {
    database: 'payments',
    table: 'refund',
    id: 'refund_id',
    status: 'status',
    begins: ['pending', 'failed'],
    moves: settled,
    fixed: [...origin, 'payment_id', 'order_id', 'reference', 'amount_minor', 'currency', 'origin'],
    once: ['provider_refund_id'],
  },
  {
    database: 'payments',
    table: 'dispute',
    id: 'dispute_id',
    status: 'status',
    begins: ['inquiry', 'needs_response', 'under_review', 'won', 'lost', 'closed'],
    moves: {},
    fixed: ['payment_id', 'currency', 'opened_at'],
    grows: ['revision', 'reported_at'],
  },
  keysOf('payments'),
  reconciliationOf('payments'),
];

const email: TableRules = {
  database: 'email',
  table: 'email',
  id: 'email_id',
  status: 'status',
  begins: ['queued', 'sending', 'held'],
  moves: {
    queued: ['sending', 'sent', 'held'],
    sending: ['sent', 'queued', 'held'],
    held: ['queued', 'sent'],
    sent: [],
  },
  fixed: ['order_id', 'recipient', 'message_id', 'created_at'],
  grows: ['attempts'],
  final: { statuses: ['sent'], columns: ['sent_at', 'attempts'] },
};

const countOf = (table: string, id: string): TableRules => ({
  database: 'recommendations',
  table,
  id,
  status: id,
  begins: [],
  moves: {},
  fixed: [],
  grows: ['count'],
});

const recommendations: readonly TableRules[] = [
  countOf('purchase', 'product_id'),
  countOf('co_purchase', 'product_a'),
  { ...countOf('customer_product', 'customer_id'), grows: [] },
];

export const tableRules: readonly TableRules[] = [...checkout, ...payments, email, ...recommendations];

export const judgedDatabases: readonly string[] = [...new Set(tableRules.map(({ database }) => database))];

export const judgedTables = (database: string): string[] =>
  tableRules.filter((rules) => rules.database === database).map(({ table }) => table);

export const rulesOf = (database: string, table: string): TableRules | undefined =>
  tableRules.find((rules) => rules.database === database && rules.table === table);
