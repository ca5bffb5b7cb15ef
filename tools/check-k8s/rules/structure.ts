import { type KubernetesObject } from '@kubernetes/client-node';
import * as models from '@kubernetes/client-node/dist/gen/models/all.js';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { titleOf } from '../rendering.ts';
import { eachOf, type Rule } from '../rule.ts';

interface Attribute {
  readonly baseName: string;
  readonly type: string;
}

interface Model {
  readonly getAttributeTypeMap?: () => readonly Attribute[];
}

const modelOf = (type: string): Model | undefined =>
  (models as unknown as Readonly<Record<string, Model>>)[type];

/** `Array<X>` and `{ [key: string]: X; }`, as the client writes types. */
const listType = /^Array<(?<inner>.+)>$/;
const mapType = /^\{ \[key: string\]: (?<inner>.+); \}$/;

const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  Date: (value) => typeof value === 'string',
  IntOrString: (value) => typeof value === 'string' || typeof value === 'number',
  any: () => true,
  object: () => true,
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields that the API does not know, and values of the wrong type. */
function strangersIn(value: unknown, type: string, path: string): string[] {
  const isOfType = scalars[type];
  if (isOfType !== undefined) return isOfType(value) ? [] : [`${path} must be of type ${type}`];
  const listed = listType.exec(type)?.groups?.['inner'];
  if (listed !== undefined)
    return Array.isArray(value)
      ? value.flatMap((each, index) => strangersIn(each, listed, `${path}[${index}]`))
      : [`${path} must be a list`];
  if (!isObject(value)) return [`${path} must be an object`];
  const mapped = mapType.exec(type)?.groups?.['inner'];
  if (mapped !== undefined)
    return Object.entries(value).flatMap(([key, each]) => strangersIn(each, mapped, `${path}.${key}`));
  const attributes = modelOf(type)?.getAttributeTypeMap?.();
  if (attributes === undefined) return [`${path} is of the type ${type}, which is unknown`];
  return Object.entries(value).flatMap(([key, each]) => {
    const attribute = attributes.find(({ baseName }) => baseName === key);
    return attribute === undefined
      ? [`${path}.${key} is not a field of the API`]
      : strangersIn(each, attribute.type, `${path}.${key}`);
  });
}

/** `apps/v1` and `Deployment` are V1Deployment. */
function typeName({ apiVersion = '', kind = '' }: KubernetesObject): string {
  const version = apiVersion.split('/').at(-1) ?? '';
  return `${version.charAt(0).toUpperCase()}${version.slice(1)}${kind}`;
}

const schemas = [
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Job,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
];

function schemaProblems(object: KubernetesObject): string[] {
  const Schema = schemas.find(
    ({ apiVersion, kind }) => apiVersion === object.apiVersion && kind === object.kind,
  );
  if (Schema === undefined)
    return [`${object.apiVersion} ${object.kind} is a kind that this check does not support`];
  try {
    new Schema(object as never).validate();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

const clusterWide = ['Namespace'];

/** Validates each object: the client's types define its fields, the schemas what is required and allowed. */
export const shapeRules: readonly Rule[] = [
  eachOf(
    'unknown-field',
    ({ rendering }) => rendering.objects,
    titleOf,
    (object) => strangersIn(object, typeName(object), String(object.kind)),
  ),
  eachOf('schema', ({ rendering }) => rendering.objects, titleOf, schemaProblems),
];

export const identityRules: readonly Rule[] = [
  eachOf(
    'duplicate-object',
    ({ rendering }) => rendering.objects,
    titleOf,
    (object, { rendering }) => [
      rendering.objects.find((other) => titleOf(other) === titleOf(object)) !== object && 'exists twice',
    ],
  ),
  eachOf(
    'namespace',
    ({ rendering }) => rendering.objects,
    titleOf,
    ({ kind = '', metadata }, { rendering }) => [
      !clusterWide.includes(kind) &&
        rendering.find('Namespace', metadata?.namespace) === undefined &&
        `is in the namespace ${metadata?.namespace}, which does not exist`,
    ],
  ),
  eachOf(
    'labels',
    ({ rendering }) => rendering.objects,
    titleOf,
    ({ metadata }, { facts }) => [
      metadata?.labels?.['app.kubernetes.io/part-of'] !== 'holdfast' && 'is not labeled as part of holdfast',
      metadata?.labels?.['app.kubernetes.io/version'] !== facts.version &&
        `is not labeled with version ${facts.version}, that of package.json`,
    ],
  ),
];
