import { z } from 'zod';

export interface SeenAnswer {
  readonly method: string;
  /** The path, with or without a query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
}

interface MediaType {
  readonly schema?: object;
}

interface Operation {
  /** One of these opens it. */
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, MediaType>> }>>;
}

/** The parts of an OpenAPI 3.1 document that responses are checked against. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, object>> };
}

/** Paths outside the documented API: for operators, browsers and files. */
const outsideTheApi = [
  /^\/$/,
  /^\/docs(\/|$)/,
  /^\/openapi\.json$/,
  /^\/health\//,
  /^\/metrics$/,
  /^\/images\//,
  /^\/queues(\/|$)/,
];

const problemMediaType = 'application/problem+json';
const problem: MediaType = { schema: { $ref: '#/components/schemas/Problem' } };

/** Compares responses of a service with its OpenAPI document. */
export class DocumentedApi {
  private readonly routes: {
    path: RegExp;
    literals: number;
    operations: Readonly<Record<string, Operation>>;
  }[];
  private readonly schemas: Readonly<Record<string, object>>;
  private readonly validators = new Map<object, z.ZodType>();

  constructor(document: OpenApiDocument) {
    this.schemas = document.components?.schemas ?? {};
    this.routes = Object.entries(document.paths)
      .map(([template, operations]) => ({
        path: new RegExp(`^${template.replaceAll('.', String.raw`\.`).replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
        literals: template.split('/').filter((segment) => !segment.startsWith('{')).length,
        operations,
      }))
      // `/orders/newest` must match its own route, not `/orders/{orderId}`.
      .toSorted((a, b) => b.literals - a.literals);
  }

  /** If the document lists this status for this route. A route that it does not list may only refuse. */
  lists({ method, path, status }: Pick<SeenAnswer, 'method' | 'path' | 'status'>): boolean {
    const operation = this.operationOf(method, path);
    return operation === undefined ? status >= 400 && status < 500 : status in operation.responses;
  }

  /** The deviation of a response from its documentation, as a sentence; undefined if there is none. */
  faultOf(answer: SeenAnswer): string | undefined {
    const path = answer.path.split('?', 1)[0] ?? '/';
    if (outsideTheApi.some((outside) => outside.test(path))) return undefined;
    const fault = this.faultOn(path, answer);
    return fault === undefined ? undefined : `${answer.method} ${path} returned ${answer.status}: ${fault}`;
  }

  private faultOn(path: string, answer: SeenAnswer): string | undefined {
    const operation = this.operationOf(answer.method, path);
    if (operation === undefined) {
      if (answer.status < 400) return 'the OpenAPI document has no such route';
      return this.faultIn(answer, { [problemMediaType]: problem });
    }
    const response = operation.responses[answer.status];
    if (response === undefined) return 'the OpenAPI document does not list this status for the route';
    return this.faultIn(answer, response.content ?? {});
  }

  private operationOf(method: string, path: string): Operation | undefined {
    return this.routes.find((route) => route.path.test(path))?.operations[method.toLowerCase()];
  }

  private faultIn(
    { contentType, body }: SeenAnswer,
    content: Readonly<Record<string, MediaType>>,
  ): string | undefined {
    const mediaTypes = Object.keys(content);
    if (mediaTypes.length === 0) return body === '' ? undefined : 'the OpenAPI document lists no body';
    const mediaType = contentType?.split(';', 1)[0] ?? 'without a content type';
    const { schema } = content[mediaType] ?? {};
    if (content[mediaType] === undefined) return `it is ${mediaType} instead of ${mediaTypes.join(' or ')}`;
    if (schema === undefined) return `the OpenAPI document has no schema for ${mediaType}`;
    return this.faultOfBody(body, schema);
  }

  private faultOfBody(body: string, schema: object): string | undefined {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return `its body is not JSON: ${body.slice(0, 200)}`;
    }
    const { error } = this.validatorOf(schema).safeParse(value);
    return error && `its body is not as documented: ${z.prettifyError(error)}\n${body.slice(0, 2_000)}`;
  }

  /** @throws Error if the schema cannot be checked, or refers to a missing one. */
  private validatorOf(schema: object): z.ZodType {
    const made = this.validators.get(schema) ?? this.makeValidator(schema);
    this.validators.set(schema, made);
    return made;
  }

  private makeValidator(schema: object): z.ZodType {
    const text = JSON.stringify({ ...schema, $defs: this.schemas });
    return z.fromJSONSchema(
      JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as z.core.JSONSchema.JSONSchema,
    );
  }
}
