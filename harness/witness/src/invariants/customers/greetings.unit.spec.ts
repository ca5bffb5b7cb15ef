import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aMail, anOrder, aResponse } from '../evidence.fixture.ts';

const email = 'ada@shoppers.example';
const lines = [{ productId: 'prod_tea', quantity: 2 }];

/** The order of a customer with this name, and the greeting of its email. */
const greeted = (name: string | undefined, greeting: string, stored = name?.trim() ?? null) =>
  aLedger({
    responses: [aResponse({ sent: JSON.stringify({ customer: { email, name }, lines }) })],
    orders: [anOrder({ customer_name: stored })],
    mails: [aMail({ text: `${greeting}\n\n${aMail().text}` })],
  });

describe('19: names of customers and senders of emails', () => {
  it.each([
    ['by name', '  Ada <Tremblay> ', 'Hello Ada <Tremblay>,'],
    ['by a name with two spaces', 'Ada  Ng', 'Hello Ada Ng,'],
    ['without a name', undefined, 'Hello,'],
    ['without a name that looks like a link', 'Ada prize.example', 'Hello,'],
    ['without a name of more than 60 characters', 'A'.repeat(61), 'Hello,'],
  ])('agree if an email greets the customer %s', (_how, name, greeting) => {
    expect(against(19, greeted(name, greeting))).toBe('');
  });

  it.each([
    ['the name of another customer', 'Ada', 'Hello Grace,', '"Hello Grace," instead of "Hello Ada,"'],
    ['no name, though there is one', 'Ada', 'Hello,', '"Hello," instead of "Hello Ada,"'],
    ['a name, though there is none', undefined, 'Hello null,', '"Hello null," instead of "Hello,"'],
  ])('are contradicted by an email with %s', (_what, name, greeting, says) => {
    expect(against(19, greeted(name, greeting))).toContain(says);
  });

  it("are contradicted by an order with another customer's name", () => {
    expect(against(19, greeted('Ada', 'Hello Ada,', 'Grace'))).toContain(
      'order ord_1 has the name "Grace", but "Ada" placed it',
    );
  });

  it('judge the name of an order whose response was lost', () => {
    const ledgers = { ...greeted(undefined, 'Hello Grace,', 'Ada'), responses: [] };
    expect(against(19, ledgers)).toContain('instead of "Hello Ada,"');
  });

  it.each([
    [email, `is from ${email}`],
    ['', 'is from no sender'],
    ['orders@holdfast.example', ''],
  ])('judge an email from "%s"', (from, says) => {
    expect(against(19, aLedger({ mails: [aMail({ from })] }))).toContain(says);
  });
});
