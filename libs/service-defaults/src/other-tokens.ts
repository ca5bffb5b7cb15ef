import { SetMetadata } from '@nestjs/common';

const takesOtherTokens = 'holdfast:takesOtherTokens';

/**
 * For public routes that know another kind of token than API keys: a bearer that is no API key is left to the route, and its caller counts as
 * `public`. Elsewhere it is `401 unauthorized`.
 */
export const TakesOtherTokens = (): MethodDecorator & ClassDecorator => SetMetadata(takesOtherTokens, true);

/** Whether a bearer that is no API key is the route's own affair. */
export function hasOtherTokens(controller: object, handler: object): boolean {
  const metadata = (target: object): unknown => Reflect.getMetadata(takesOtherTokens, target);
  return (metadata(handler) ?? metadata(controller)) === true;
}

/** What an `Authorization: Bearer …` header presents; undefined without one. */
export function bearerIn(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}
