import { SetMetadata } from '@nestjs/common';

const takesOtherTokens = 'holdfast:takesOtherTokens';

/**
 * For public routes with tokens of their own: a bearer that is not an API key is left to the route, and its
 * caller is `public`. Elsewhere it gets `401 unauthorized`.
 */
export const TakesOtherTokens = (): MethodDecorator & ClassDecorator => SetMetadata(takesOtherTokens, true);

/** True if the route handles bearers that are not API keys. */
export function hasOtherTokens(controller: object, handler: object): boolean {
  const metadata = (target: object): unknown => Reflect.getMetadata(takesOtherTokens, target);
  return (metadata(handler) ?? metadata(controller)) === true;
}

/** The token of an `Authorization: Bearer …` header; undefined without one. */
export function bearerIn(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}
