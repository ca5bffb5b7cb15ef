import { type ExtraService } from './extra-services.ts';
import { portPlan } from './ports.ts';
import { type StackSettings } from './settings.ts';

export const serviceNames = ['checkout', 'payments', 'email', 'recommendations', 'stripe-simulator'] as const;

export type ServiceName = (typeof serviceNames)[number];

/** One process of a service. */
export interface ServiceCopy {
  /** `checkout`, `checkout-2`. */
  readonly name: string;
  /** `checkout` for each copy of it. */
  readonly service: string;
  readonly port: number;
  readonly extra?: ExtraService;
}

/** Those that run as often as COPIES says; the others run once. */
const copied: readonly ServiceName[] = ['checkout', 'payments', 'email'];

/** Every process of a service, first copies first. */
export function serviceCopies({
  portBase,
  copies,
  extraServices,
}: Pick<StackSettings, 'portBase' | 'copies' | 'extraServices'>): ServiceCopy[] {
  const ports = portPlan(portBase);
  const first: Readonly<Record<ServiceName, number>> = {
    checkout: ports.checkout,
    payments: ports.payments,
    email: ports.email,
    recommendations: ports.recommendations,
    'stripe-simulator': ports.stripeSimulator,
  };
  const more = Array.from({ length: copies - 1 }, (_, index) => index + 2).flatMap((copy) =>
    copied.map((service, index) => ({
      name: `${service}-${copy}`,
      service,
      port: ports.copies + (copy - 2) * copied.length + index,
    })),
  );
  return [
    ...Object.entries(first).map(([service, port]) => ({ name: service, service, port })),
    ...more,
    ...extraServices.map((extra, index) => ({
      name: extra.name,
      service: extra.name,
      port: ports.extraServices + index,
      extra,
    })),
  ];
}
