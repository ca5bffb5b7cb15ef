import { type OpenAPIObject } from '@nestjs/swagger';
import { problemMediaType, type ProblemKind } from '../problem/problem.ts';
import { refusalsPrefix } from './refuses.ts';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Response = Operation['responses'][string];

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** Refusals of any route, by status. */
const ofEveryRoute: Readonly<Record<string, string>> = {
  400: 'bad_request, malformed_json, or validation_failed',
  401: 'unauthorized: the API key is not valid',
  404: 'not_found',
  408: 'request_timeout: the full request did not arrive in time',
  414: 'uri_too_long',
  417: 'expectation_failed',
  431: 'headers_too_large',
  500: 'internal_error: a bug; report it with the traceId',
  503: 'service_unavailable or overloaded, with Retry-After',
  504: 'deadline_exceeded',
};
/** Added for routes with a body. */
const ofBodies: Readonly<Record<string, string>> = {
  413: 'body_too_large',
  415: 'unsupported_media_type',
};
/** Added for routes that require a key. */
const ofKeys: Readonly<Record<string, string>> = { 403: 'scope_missing: the key lacks a required scope' };

const text = { type: 'string' } as const;
const errors = {
  type: 'array',
  items: { type: 'object', properties: { pointer: text, detail: text }, required: ['pointer', 'detail'] },
} as const;
const problemSchema = {
  type: 'object',
  properties: {
    ...{ type: text, title: text, status: { type: 'integer' as const }, detail: text, instance: text },
    ...{ code: text, traceId: text, retryAfterSeconds: { type: 'integer' as const }, errors },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'traceId'],
} as const;

const problem = { schema: { $ref: '#/components/schemas/Problem' } };

/**
 * Adds to every route the refusals from `@Refuses()` and from the edge, and marks each as a problem. Modifies
 * the document.
 */
export function listRefusals(document: OpenAPIObject): void {
  const schemas = ((document.components ??= {}).schemas ??= {});
  schemas['Problem'] ??= structuredClone(problemSchema) as unknown as (typeof schemas)[string];
  for (const item of Object.values(document.paths))
    for (const operation of methods.flatMap((method) => item[method] ?? [])) listFor(operation);
}

function listFor(operation: Operation): void {
  const { responses } = operation;
  for (const [status, response] of Object.entries(responses))
    if (Number(status) >= 400) nameMediaType(response);
  const lists: Readonly<Record<string, string>>[] = [
    ownRefusals(operation),
    ofEveryRoute,
    operation.requestBody === undefined ? {} : ofBodies,
    (operation.security ?? []).length === 0 ? {} : ofKeys,
  ];
  for (const [status, codes] of lists.flatMap((list) => Object.entries(list)))
    responses[status] = withCodes(responses[status], codes);
}

/** The codes from `@Refuses()`, by status. Removes the temporary members from the document. */
function ownRefusals(operation: Operation): Record<string, string> {
  const members = Object.entries(operation).filter(([name]) => name.startsWith(refusalsPrefix));
  for (const [name] of members) Reflect.deleteProperty(operation, name);
  const kinds = members.flatMap(([, listed]) => listed as readonly ProblemKind[]);
  const either = new Intl.ListFormat('en-US', { type: 'disjunction' });
  return Object.fromEntries(
    [...Map.groupBy(kinds, ({ status }) => String(status))].map(([status, ofStatus]) => [
      status,
      either.format(new Set(ofStatus.map(({ code }) => code))),
    ]),
  );
}

/** Merges codes into a response; they replace what its description says of them. */
function withCodes(response: Response | undefined, codes: string): Response {
  if (response === undefined) return { description: codes, content: { [problemMediaType]: problem } };
  if ('$ref' in response) return response;
  const known = response.description.split('; ').filter((part) => part !== '' && !codes.startsWith(part));
  return { ...response, description: [...known, codes].join('; ') };
}

function nameMediaType(response: Response): void {
  if (response === undefined || '$ref' in response) return;
  const { 'application/json': asJson = problem, ...others } = response.content ?? {};
  response.content = { ...others, [problemMediaType]: asJson };
}
