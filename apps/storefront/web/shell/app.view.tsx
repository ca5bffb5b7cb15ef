import { Announcer } from '../say/announcer.view.tsx';
import { Routes } from './routes.tsx';
import { SiteHeader } from './site-header.view.tsx';
import { words } from '../words.ts';

export function App() {
  return (
    <>
      <a className="skip-link" href="#content">
        {words.shell.skip}
      </a>
      <SiteHeader />
      <main id="content" tabIndex={-1}>
        <Routes />
      </main>
      <Announcer />
    </>
  );
}
