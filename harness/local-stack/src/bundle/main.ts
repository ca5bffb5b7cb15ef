/** Brings the bundles of all programs up to date, before several stacks start in parallel. */
import { allPrograms } from '../stack/programs.ts';
import { bundlePrograms } from './bundle-programs.ts';

await bundlePrograms(allPrograms);
