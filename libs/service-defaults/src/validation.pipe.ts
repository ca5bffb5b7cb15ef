import { StandardSchemaValidationPipe } from '@nestjs/common';
import { edgeErrors } from './edge.errors.ts';
import { jsonPointer } from './json-pointer.ts';
import { Problem } from './problem.ts';

/** Checks parameters against the schema they name; all faults come back at once, each with its JSON pointer. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => {
      const errors = issues.map(({ path = [], message }) => ({
        pointer: jsonPointer(path.map((part) => (typeof part === 'object' ? part.key : part))),
        detail: message,
      }));
      return new Problem(edgeErrors.validationFailed, 'See errors for what to mend.', {
        extensions: { errors },
      });
    },
  });
}
