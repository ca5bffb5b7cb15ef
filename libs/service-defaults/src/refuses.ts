import { ApiExtension } from '@nestjs/swagger';
import { type ProblemKind } from './problem.ts';

/** The members of an operation that say with what its route refuses, until the document is whole: one for each `@Refuses()`. */
export const refusalsPrefix = 'x-refusals-';

const countKey = 'holdfast:refusals';

/**
 * Lists with a route what it refuses with: the OpenAPI document names each status and, in its description, the codes. Adds to what
 * other decorators of the route list, and to what the edge of every service answers.
 */
export const Refuses =
  (...kinds: readonly ProblemKind[]): MethodDecorator =>
  (controller, method, descriptor) => {
    const handler = descriptor.value as object;
    const count = Number(Reflect.getMetadata(countKey, handler) ?? 0);
    Reflect.defineMetadata(countKey, count + 1, handler);
    // A second member of the same name would be ignored.
    ApiExtension(`${refusalsPrefix}${count}`, kinds)(controller, method, descriptor);
  };
