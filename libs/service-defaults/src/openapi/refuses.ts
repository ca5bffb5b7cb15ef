import { ApiExtension } from '@nestjs/swagger';
import { type ProblemKind } from '../problem/problem.ts';

/** Prefix of the temporary OpenAPI members, one per `@Refuses()`, removed when the document is complete. */
export const refusalsPrefix = 'x-refusals-';

const countKey = 'holdfast:refusals';

/**
 * Lists the refusals of a route: the OpenAPI document names each status and, in its description, the codes.
 * Adds to those of other decorators and of every service's edge.
 */
export const Refuses =
  (...kinds: readonly ProblemKind[]): MethodDecorator =>
  (controller, method, descriptor) => {
    const handler = descriptor.value as object;
    const count = Number(Reflect.getMetadata(countKey, handler) ?? 0);
    Reflect.defineMetadata(countKey, count + 1, handler);
    // OpenAPI would ignore a second member of the same name.
    ApiExtension(`${refusalsPrefix}${count}`, kinds)(controller, method, descriptor);
  };
