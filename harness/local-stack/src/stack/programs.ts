import { labProgram } from '../lab/lab-process.ts';
import { mailProgram } from '../mail/mail-server.ts';
import { migrationsProgram } from './migrations.ts';
import { builtProgram, serviceNames } from './services.ts';

/** Holdfast's own programs in a stack, relative to the repository's root. */
export const allPrograms: readonly string[] = [
  labProgram,
  mailProgram,
  ...serviceNames.map((service) => builtProgram(service, 'main.js')),
  migrationsProgram,
];

/** Those of a stack without the storefront. */
export const stackPrograms: readonly string[] = allPrograms.filter(
  (program) => program !== builtProgram('storefront', 'main.js'),
);
