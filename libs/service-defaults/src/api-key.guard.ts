import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyRequest } from 'fastify';
import { type ApiKeys, publicCaller } from './api-keys.ts';
import { edgeErrors } from './edge.errors.ts';
import { Problem } from './problem.ts';

const isPublicKey = 'holdfast:isPublic';

/** Opens a route or a controller to callers without an API key. A key that is presented must still be right. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(isPublicKey, true);

/** Whether a route is open to callers without an API key. */
export function isPublicRoute(controller: object, handler: object): boolean {
  const metadata = (target: object): unknown => Reflect.getMetadata(isPublicKey, target);
  return (metadata(handler) ?? metadata(controller)) === true;
}

/** The caller's name: that of its API key, or `public`. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().caller,
);

/** Every route needs an API key unless it is `@Public()`. A missing or wrong key is `401 unauthorized`. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly keys: ApiKeys,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(isPublicKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    request.caller = this.callerOf(request.headers.authorization, isPublic === true);
    return true;
  }

  private callerOf(authorization: string | undefined, isPublic: boolean): string {
    if (authorization === undefined && isPublic) return publicCaller;
    const [, presented] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    const caller = presented === undefined ? undefined : this.keys.callerOf(presented);
    if (caller === undefined)
      throw new Problem(
        edgeErrors.unauthorized,
        'Send "Authorization: Bearer <API key>" with a key that is known here.',
        {
          headers: { 'www-authenticate': 'Bearer' },
        },
      );
    return caller;
  }
}
