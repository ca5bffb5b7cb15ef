import { type Provider } from '@nestjs/common';
import { type Logger } from 'pino';
import { reportRejections } from './refused-by-provider.ts';
import { StripeStanding } from './stripe-standing.ts';

export const stripeStanding = (logger: Logger): Provider => ({
  provide: StripeStanding,
  useFactory: () => {
    const standing = new StripeStanding();
    reportRejections(standing, logger);
    return standing;
  },
});
