import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';

export function WaitingPage() {
  return <PageHeading title={words.waiting.title}>{words.waiting.title}</PageHeading>;
}
