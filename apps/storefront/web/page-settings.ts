/** Values that the server writes into the page for this deployment. */
function content(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
}

export const pageSettings = {
  stripeJsUrl: content('stripe-js'),
  stripePublishableKey: content('stripe-publishable-key'),
  /** True if this build has the failure lab and the server runs one. */
  hasLab: __LAB__ && content('lab') === 'here',
};
