import { sentenceOf } from '@holdfast/engine';
import { type SuiteReport } from './suite-report.ts';

/** The whole run in one sentence. */
export const sentence = (report: SuiteReport): string => sentenceOf('Holdfast', report);
