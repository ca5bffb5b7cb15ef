/** Files that forks build on: a change of them needs an upgrade note. */
export const areas = {
  exports: /^libs\/[^/]+\/api\//,
  migrations: /^apps\/.+\/migrations\/\d+-[^/]+\.ts$/,
  settings: /^docs\/reference\/settings\.md$/,
  kubernetes: /^k8s\/.+\.(?:yaml|env)$/,
  openapi: /^docs\/openapi\//,
} as const;

export type Area = keyof typeof areas;

export const areaNames = Object.keys(areas) as readonly Area[];

/** The area that a file belongs to, by its path from the repository's root. */
export const areaOf = (file: string): Area | undefined => areaNames.find((area) => areas[area].test(file));
