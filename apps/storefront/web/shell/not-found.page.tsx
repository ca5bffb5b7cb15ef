import { Link } from 'wouter';
import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';

export function NotFoundPage() {
  return (
    <div className="column">
      <PageHeading title={words.notFound.title}>{words.notFound.heading}</PageHeading>
      <p>
        <Link href="/">{words.notFound.back}</Link>
      </p>
    </div>
  );
}
