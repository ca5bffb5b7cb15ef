import { type OpenApiDocument } from './documented-api.ts';

/** The parts of a JSON schema that say which bodies it refuses. */
export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
}

/**
 * The schema of the JSON that is posted to a path, with its references replaced by what they refer to.
 * @throws Error if the document has no such path, or no schema of that name
 */
export function bodySchemaOf(document: OpenApiDocument, path: string): JsonSchema {
  const schema = document.paths[path]?.['post']?.requestBody?.content?.['application/json']?.schema;
  if (schema === undefined) throw new Error(`the OpenAPI document has no body of POST ${path}`);
  return resolved(schema, document.components?.schemas ?? {});
}

function resolved(schema: JsonSchema, named: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const [only, ...others] = schema.allOf ?? [];
  if (only !== undefined && others.length === 0) return resolved(only, named);
  if (schema.$ref !== undefined) {
    const found = named[schema.$ref.replace('#/components/schemas/', '')];
    if (found === undefined) throw new Error(`the OpenAPI document has no schema ${schema.$ref}`);
    return resolved(found, named);
  }
  const { properties, items } = schema;
  return {
    ...schema,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, each]) => [name, resolved(each, named)]),
          ),
        }),
    ...(items === undefined ? {} : { items: resolved(items, named) }),
  };
}
