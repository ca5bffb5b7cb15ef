import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';

export function CatalogPage() {
  return <PageHeading title={words.catalog.title}>{words.catalog.heading}</PageHeading>;
}
