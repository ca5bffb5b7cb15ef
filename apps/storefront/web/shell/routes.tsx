import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { CatalogPage } from '../browse/catalog.page.tsx';
import { CartPage } from '../cart/cart.page.tsx';
import { CheckoutPage } from '../check-out/checkout.page.tsx';
import { WaitingPage } from '../check-out/waiting.page.tsx';
import { OrderPage } from '../order/order.page.tsx';
import { pageSettings } from '../page-settings.ts';
import { NotFoundPage } from './not-found.page.tsx';

const LabPage = __LAB__ ? lazy(() => import('../lab/lab.page.tsx')) : undefined;

export function Routes() {
  return (
    <Switch>
      <Route path="/" component={CatalogPage} />
      <Route path="/cart" component={CartPage} />
      <Route path="/checkout" component={CheckoutPage} />
      <Route path="/checkout/waiting" component={WaitingPage} />
      <Route path="/orders/:orderId">{({ orderId }) => <OrderPage key={orderId} orderId={orderId} />}</Route>
      {LabPage !== undefined && pageSettings.hasLab && (
        <Route path="/lab">
          <Suspense>
            <LabPage />
          </Suspense>
        </Route>
      )}
      <Route component={NotFoundPage} />
    </Switch>
  );
}
