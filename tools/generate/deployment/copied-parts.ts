import { model } from './model.ts';

const MODEL = model.toUpperCase();
const part = (pattern: string, flags = 'm'): RegExp => new RegExp(pattern, flags);
const lines = (pattern: string): RegExp => part(`(?:^${pattern}.*\n)+`);
/** The line, and those that are indented more. */
const block = (indent: number, start: string): RegExp =>
  part(`^ {${indent}}${start}.*\n(?: {${indent + 2}}.*\n)+`);
/** `payments email` in a shell command. */
const amongWords = part(`(?<=payments) ${model}(?= )`, 'g');
const image = `- name: localhost/\\S+/${model}\n`;

/** Files that name every service, and the parts about the model: a new service has a copy of each. */
export const copiedParts: Readonly<Record<string, readonly RegExp[]>> = {
  Dockerfile: [part(`^FROM service AS ${model}\n[^]*?\n\n`)],
  'docker-compose.yml': [
    lines(` +- ${model}-secrets:`),
    lines(` +${MODEL}_(?:MIGRATIONS|DATABASE)_URL_FILE: `),
    part(`, ${model}(?=[,\\]])`, 'g'),
    part(`^ {2}${model}:\n[^]*?\n\n`),
    lines(` +${model}: \\*healthy`),
    lines(` +${model}: { internal: true }`),
    lines(` +${model}-secrets:$`),
  ],
  'compose/second-copies.yml': [block(2, `${model}-2:`)],
  'apps/migrations/.env.example': [lines(`${MODEL}_MIGRATIONS_URL=`), lines(`${MODEL}_DATABASE_URL=`)],
  '.github/workflows/images.yml': [amongWords],
  '.github/workflows/kubernetes.yml': [amongWords],
  'docs/how-to/deploy-to-kubernetes.md': [
    amongWords,
    lines(`\\| \`${model}\` `),
    lines(`\\| \`${model}-migrations\` `),
  ],
  'k8s/base/kustomization.yaml': [
    lines(` +- ${model}\\.yaml`),
    part(`^ +${image}.*\n`),
    part(`^ +- name: ${model}-settings\n.*\n`),
  ],
  'k8s/base/migrations/jobs.yaml': [
    part(`^---\n(?:(?!---).*\n)*? {2}name: migrate-${model}\n(?:(?!---).*\n)*`),
  ],
  'k8s/components/postgres/postgres.yaml': [lines(` +- { key: ${model}_\\w*password, `)],
  'k8s/overlays/demo/kustomization.yaml': [
    lines(` +- { name: ${model}, `),
    lines(` +- { name: ${model}-migrations, `),
  ],
  'k8s/overlays/demo/secrets/postgres.env': [lines(`${model}_\\w*password=`)],
  'k8s/overlays/production/kustomization.yaml': [part(`^ +${image}(?: {4}.*\n)+`)],
};

/** Files of the model that a new service has under its own name. */
export const copiedFiles: readonly string[] = [
  `k8s/base/${model}.yaml`,
  `k8s/base/settings/${model}.env`,
  `k8s/overlays/demo/secrets/${model}.env`,
  `k8s/overlays/demo/secrets/${model}-migrations.env`,
];
