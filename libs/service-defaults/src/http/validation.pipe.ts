import { StandardSchemaValidationPipe } from '@nestjs/common';
import { edgeErrors } from '../problem/edge.errors.ts';
import { jsonPointer } from './json-pointer.ts';
import { Problem } from '../problem/problem.ts';

type ExceptionFactory = NonNullable<
  NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']
>;
type Issue = Parameters<ExceptionFactory>[0][number];

interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** Validates parameters against their schemas and reports all faults together, each with its JSON pointer. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) =>
      new Problem(edgeErrors.validationFailed, 'See `errors` for what to correct.', {
        extensions: { errors: issues.flatMap(faultsOf) },
      }),
  });
}

/** One fault per issue, or one per unknown member, which zod reports together. */
function faultsOf(issue: Issue): Fault[] {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  return 'keys' in issue && Array.isArray(issue.keys)
    ? issue.keys.map((key) => ({ pointer: jsonPointer([...path, String(key)]), detail: 'Unknown member' }))
    : [{ pointer: jsonPointer(path), detail: issue.message }];
}
