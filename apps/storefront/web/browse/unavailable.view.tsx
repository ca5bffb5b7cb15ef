import { words } from '../words.ts';

/** Stands where products belong while they cannot be read. */
export function Unavailable({ retry }: { readonly retry: string }) {
  return (
    <div className="notice wait appear">
      <p>{words.catalog.unavailable}</p>
      <p className="digits">{retry}</p>
    </div>
  );
}
