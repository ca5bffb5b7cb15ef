import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type ApiKeys, type KeyHolder, publicCaller } from './api-keys.ts';
import { edgeErrors } from '../problem/edge.errors.ts';
import { bearerIn, hasOtherTokens } from './other-tokens.ts';
import { Problem } from '../problem/problem.ts';
import { accessOf, type RouteAccess } from './route-access.ts';
import { type Scope } from './scopes.ts';

/** The caller: the name of its API key, or `public`. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().caller,
);

/** The scopes of the caller's API key; none without a key. */
export const Scopes = createParamDecorator(
  (_: unknown, context: ExecutionContext): readonly Scope[] =>
    context.switchToHttp().getRequest<FastifyRequest>().scopes ?? [],
);

/** The caller and its scopes; `public` with no scopes on a public route without a key. */
export const Holder = createParamDecorator((_: unknown, context: ExecutionContext): KeyHolder => {
  const { caller = publicCaller, scopes = [] } = context.switchToHttp().getRequest<FastifyRequest>();
  return { caller, scopes };
});

/**
 * Requires an API key with one of the scopes that the route states (`@Needs()`), unless the route is
 * `@Public()`. A missing or invalid key gets `401 unauthorized`, a key without the scope `403 scope_missing`.
 * A route that states nothing accepts no key.
 */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(private readonly keys: ApiKeys) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const [controller, handler] = [context.getClass(), context.getHandler()];
    const access = accessOf(controller, handler) ?? [];
    const holder =
      access === 'public'
        ? this.holderOrPublic(request.headers.authorization, hasOtherTokens(controller, handler))
        : this.holderOf(request.headers.authorization);
    if (holder === undefined) throw unauthorized();
    refuseWithout(access, holder);
    request.caller = holder.caller;
    request.scopes = holder.scopes;
    return true;
  }

  private holderOf(authorization: string | undefined): KeyHolder | undefined {
    const presented = bearerIn(authorization);
    return presented === undefined ? undefined : this.keys.holderOf(presented);
  }

  private holderOrPublic(authorization: string | undefined, takesTokens: boolean): KeyHolder | undefined {
    const isLeft = authorization === undefined || takesTokens;
    return this.holderOf(authorization) ?? (isLeft ? { caller: publicCaller, scopes: [] } : undefined);
  }
}

function unauthorized(): Problem {
  return new Problem(edgeErrors.unauthorized, 'Send `Authorization: Bearer <API key>` with a valid key.', {
    headers: { 'www-authenticate': 'Bearer' },
  });
}

function refuseWithout(access: RouteAccess, { scopes }: KeyHolder): void {
  if (access === 'public' || access.some((scope) => scopes.includes(scope))) return;
  throw scopeMissing(access);
}

/** For a valid key that has none of the required scopes. */
export function scopeMissing(neededScopes: readonly Scope[]): Problem {
  const needed = neededScopes.map((scope) => `\`${scope}\``).join(' or ');
  return new Problem(
    edgeErrors.scopeMissing,
    `Nothing was done. This API key lacks a required scope: ${needed}.`,
    { extensions: { neededScopes } },
  );
}
