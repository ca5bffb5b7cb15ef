/** Values that the server writes into the page for this deployment. */
function content(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
}

const stripePublishableKey = content('stripe-publishable-key');

export const pageSettings = {
  stripeJsUrl: content('stripe-js'),
  stripePublishableKey,
  /** True with a key of Stripe's test mode, as the local Stripe has: no real money moves. */
  isTest: stripePublishableKey.startsWith('pk_test_'),
  /** True if this build has the failure lab and the server runs one. */
  hasLab: __LAB__ && content('lab') === 'here',
};
