export interface FakeOrder {
  readonly id: string;
  readonly email: string;
  readonly reply: () => FakeReply;
  status: string;
  isCharged: boolean;
  hasReceipt: boolean;
}

export interface FakeReply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

export const problem = (status: number, code: string): FakeReply => ({
  status,
  headers: { 'retry-after': '1' },
  body: { code },
});
