import { describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { words } from '../web/words.ts';
import { placeOrder, seesHeading } from './shop/placed-order.ts';
import { useShop } from './shop/use-shop.ts';

const { order: say } = words;

describe('the page of an order', () => {
  const shop = useShop();

  it('opens from the link in the email in any browser, and nowhere without it', async () => {
    const ada = await shop.customer();
    const { orderId, link } = await placeOrder(shop.stack, ada.email);
    const path = `/orders/${orderId}`;
    const linked = await eventually(async () => {
      const receipt = (await shop.stack.inbox.messages()).find(({ to }) => to.includes(ada.email));
      const address = /https?:\/\/\S+\/orders\/[^\s"<]+/.exec(receipt?.text ?? '')?.[0];
      if (address === undefined) throw new Error('no receipt with a link has arrived');
      return new URL(address);
    });
    expect(linked.pathname + linked.hash).toBe(link);

    await ada.open(link);
    await seesHeading(ada.page, say.paid.heading('$42.00'));
    expect(ada.page.url()).toBe(shop.stack.url + path);
    expect(await ada.page.title()).toBe(words.shell.title(say.paid.title));
    await ada.checkState('paid');
    await ada.page.reload();
    await seesHeading(ada.page, say.paid.heading('$42.00'));

    const stranger = await shop.customer(path);
    await seesHeading(stranger.page, say.notYours.heading);
    await stranger.checkState('not yours');
    await stranger.open(`${path}#${'A'.repeat(43)}`);
    await seesHeading(stranger.page, say.notFound.heading);
    await stranger.open(link);
    await seesHeading(stranger.page, say.paid.heading('$42.00'));
  });

  it('stays open in its browser after a link with a wrong token', async () => {
    const ada = await shop.customer();
    const { orderId, link } = await placeOrder(shop.stack, ada.email);
    await ada.open(link);
    await seesHeading(ada.page, say.paid.heading('$42.00'));
    await ada.open('/cart');
    await ada.open(`/orders/${orderId}#${'A'.repeat(43)}`);
    await seesHeading(ada.page, say.paid.heading('$42.00'));
    await ada.page.reload();
    await seesHeading(ada.page, say.paid.heading('$42.00'));
  });

  it('opens by its link after a reload without a connection', async () => {
    const ada = await shop.customer();
    const { link } = await placeOrder(shop.stack, ada.email);
    await ada.context.route('**/api/orders/**', (route) => route.abort());
    await ada.open(link);
    await seesHeading(ada.page, say.unread.heading);
    expect(ada.page.url()).not.toContain('#');
    await ada.page.reload();
    await ada.context.unrouteAll();
    await seesHeading(ada.page, say.paid.heading('$42.00'));
  });

  it('knows the order after payments was killed in mid-charge and the page was closed', async () => {
    const { stack } = shop;
    const ada = await shop.customer();
    await ada.readyToPay();
    await stack.stripeFault({ route: 'POST /v1/payment_intents', fault: 'latency', ms: 4_000, times: 1 });
    const before = await stack.stripeFaultHits();
    await ada.payButton.click();
    await eventually(async () => expect(await stack.stripeFaultHits()).toBeGreaterThan(before));
    await stack.act('kill', 'payments');
    const orderId = await ada.orderId();
    await seesHeading(ada.page, say.pending.heading('$21.00'));
    await ada.checkState('pending');

    await ada.page.close();
    await stack.act('start', 'payments');
    ada.page = await ada.newTab(`/orders/${orderId}`);
    await seesHeading(ada.page, say.paid.heading('$21.00'));
    await ada.page.getByRole('listitem').filter({ hasText: 'Payment of $21.00 received.' }).waitFor();
  });

  it('keeps the last state without a connection, says how old it is, and is announced', async () => {
    const ada = await shop.customer();
    const { link } = await placeOrder(shop.stack, ada.email, 'pm_card_authenticationRequired');
    await ada.open(link);
    await seesHeading(ada.page, say.action.heading('$42.00'));
    await ada.context.setOffline(true);
    const lost = /^We can't reach the shop\. This was true \d+ s ago\. Checking again in \d+ s\.$/;
    await ada.page.getByText(lost).first().waitFor();
    await eventually(async () =>
      expect(await ada.announcement.textContent()).toMatch(/^We can't reach the shop\./),
    );
    expect(await ada.heading.textContent()).toBe(say.action.heading('$42.00'));
    await ada.checkState('without a connection');
    await ada.context.setOffline(false);
    await eventually(async () => expect(await ada.announcement.textContent()).toMatch(say.upToDate));
    expect(await ada.page.getByText(lost).count()).toBe(0);
  });
});
