/** The tables of each service of the naive shop. Email has none: the queue holds its work. */
export const tables: Readonly<Record<string, string>> = {
  checkout: `
    create table if not exists orders (
      order_id text primary key,
      status text not null,
      customer_email text not null,
      customer_name text,
      lines jsonb not null,
      amount_minor integer not null,
      currency text not null,
      payment_id text,
      created_at timestamptz not null
    );
    create index if not exists orders_by_customer_email on orders (customer_email, created_at)`,
  payments: `
    create table if not exists payment (
      payment_id text primary key,
      order_id text not null,
      status text not null,
      amount_minor integer not null,
      currency text not null,
      intent_id text,
      created_at timestamptz not null
    );
    create index if not exists payment_by_order on payment (order_id)`,
  recommendations: `
    create table if not exists purchase (product_id text primary key, count bigint not null);
    create table if not exists co_purchase (
      product_a text not null,
      product_b text not null,
      count bigint not null,
      primary key (product_a, product_b)
    )`,
};
