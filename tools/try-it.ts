/** Things to try on a fresh stack. Each is one command that can be pasted as it stands. README shows the same. */
export function thingsToTry(
  checkoutUrl: string,
  simulatorUrl: string | undefined,
): { what: string; command: string }[] {
  const order = `curl -si ${checkoutUrl}/checkouts \\
    -H 'Content-Type: application/json' -H 'Idempotency-Key: my-first-order' \\
    -d '{"customer":{"email":"ada@example.com"},"lines":[{"productId":"prod_tea","quantity":2}],"paymentMethod":"pm_card_visa"}'`;
  return [
    { what: 'Buy two packs of tea', command: order },
    {
      what: 'Send the same again: the same answer, marked Idempotent-Replayed, and no second charge',
      command: order,
    },
    ...(simulatorUrl === undefined
      ? []
      : [{ what: 'See what was charged: once', command: `curl -s ${simulatorUrl}/_simulator/charges` }]),
  ];
}
