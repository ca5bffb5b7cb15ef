import { type OpenAPIObject } from '@nestjs/swagger';
import { problemMediaType } from './problem.ts';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Response = Operation['responses'][string];

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** What the edge of every service answers, whatever the route: by status, the codes that it may be. */
const ofEveryRoute: Readonly<Record<string, string>> = {
  400: 'bad_request or validation_failed',
  401: 'unauthorized: the presented key is not known here',
  404: 'not_found',
  408: 'request_timeout: the request did not arrive whole in time',
  414: 'uri_too_long',
  417: 'expectation_failed',
  431: 'headers_too_large',
  500: 'internal_error: a bug; quote the traceId',
  503: 'service_unavailable or overloaded, with Retry-After',
  504: 'deadline_exceeded',
};
/** And where there is a body. */
const ofBodies: Readonly<Record<string, string>> = {
  413: 'body_too_large',
  415: 'unsupported_media_type',
};
/** And where a key is needed. */
const ofKeys: Readonly<Record<string, string>> = { 403: 'scope_missing: the key may not do this' };

const text = { type: 'string' } as const;
const problemSchema = {
  type: 'object',
  properties: {
    ...{ type: text, title: text, status: { type: 'integer' as const }, detail: text, instance: text },
    ...{ code: text, traceId: text, retryAfterSeconds: { type: 'integer' as const } },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'traceId'],
} as const;

const problem = { schema: { $ref: '#/components/schemas/Problem' } };

/** Lists with every route what the edge may answer, and says of every problem that it is one. Changes the document. */
export function listEdgeResponses(document: OpenAPIObject): void {
  const schemas = ((document.components ??= {}).schemas ??= {});
  schemas['Problem'] ??= structuredClone(problemSchema) as unknown as (typeof schemas)[string];
  for (const item of Object.values(document.paths))
    for (const operation of methods.flatMap((method) => item[method] ?? [])) listFor(operation);
}

function listFor(operation: Operation): void {
  const { responses } = operation;
  for (const [status, response] of Object.entries(responses))
    if (Number(status) >= 400) nameMediaType(response);
  const edge = {
    ...ofEveryRoute,
    ...(operation.requestBody === undefined ? {} : ofBodies),
    ...((operation.security ?? []).length === 0 ? {} : ofKeys),
  };
  for (const [status, description] of Object.entries(edge))
    responses[status] ??= { description, content: { [problemMediaType]: problem } };
}

function nameMediaType(response: Response): void {
  if (response === undefined || '$ref' in response) return;
  const { 'application/json': asJson = problem, ...others } = response.content ?? {};
  response.content = { ...others, [problemMediaType]: asJson };
}
