import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';

export default function LabPage() {
  return <PageHeading title={words.lab.title}>{words.lab.heading}</PageHeading>;
}
