import { PageHeading } from '../say/page-heading.view.tsx';
import { labWords } from './words.ts';

export default function LabPage() {
  return <PageHeading title={labWords.name}>{labWords.heading}</PageHeading>;
}
