import { bearerIn, publicCaller, scopeMissing } from '@holdfast/service-defaults';
import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { orderNotFound } from '../order/order.errors.ts';
import { orderAccessRequired } from './order-access.errors.ts';
import { CustomerAccess, operatorAccess, type OrderAccess } from './order-access.ts';

declare module 'fastify' {
  interface FastifyRequest {
    orderAccess?: OrderAccess;
  }
}

type OrderRequest = FastifyRequest<{ Params: { readonly orderId: string } }>;

/**
 * Grants access to the holder of an order's token and to operators: `read` covers every order, refunds also
 * need `refund`. Never queries the order, so neither the response nor its timing reveals whether it exists.
 */
@Injectable()
export class OrderAccessGuard implements CanActivate {
  constructor(private readonly customer: CustomerAccess) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<OrderRequest>();
    request.orderAccess = this.accessOf(request);
    return true;
  }

  private accessOf(request: OrderRequest): OrderAccess {
    const { caller = publicCaller, headers, params } = request;
    if (caller !== publicCaller) return accessOfKey(request);
    const token = bearerIn(headers.authorization);
    if (token === undefined) throw orderAccessRequired();
    if (!this.customer.tokens.opens(params.orderId, token)) throw orderNotFound();
    return this.customer;
  }
}

/** A key without access learns no more than a wrong token does. */
function accessOfKey({ scopes = [], method }: OrderRequest): OrderAccess {
  if (!scopes.includes('read')) throw orderNotFound();
  if (method !== 'GET' && !scopes.includes('refund')) throw scopeMissing(['refund']);
  return operatorAccess;
}

/** Injects the access that `OrderAccessGuard` granted. */
export const Access = createParamDecorator((_: unknown, context: ExecutionContext): OrderAccess => {
  const { orderAccess } = context.switchToHttp().getRequest<FastifyRequest>();
  if (orderAccess === undefined) throw new Error('@Access() needs OrderAccessGuard on the route');
  return orderAccess;
});
