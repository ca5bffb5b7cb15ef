import { lazy, Suspense } from 'react';
import { useLocation } from 'wouter';
import { pageSettings } from '../page-settings.ts';

/** Without its file, as after an update of the server, the shop goes on without it. */
const BreakIt = __LAB__
  ? lazy(() => import('../lab/break-it/break-it.view.tsx').catch(() => ({ default: () => null })))
  : undefined;

/** In the demo, on the pages that pay and show an order. */
export function BreakItPill() {
  const [location] = useLocation();
  const [, page, orderId] = /^\/(checkout|orders)(?:\/([^/]+))?$/.exec(location) ?? [];
  if (BreakIt === undefined || !pageSettings.hasLab || page === undefined) return null;
  return (
    <Suspense>
      <BreakIt orderId={page === 'orders' ? (orderId ?? null) : null} />
    </Suspense>
  );
}
