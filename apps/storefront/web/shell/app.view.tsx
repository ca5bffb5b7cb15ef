import './shell.css';
import { type MouseEvent, useRef } from 'react';
import { Router, useLocation } from 'wouter';
import { Announcer } from '../say/announcer.view.tsx';
import { pageSettings } from '../page-settings.ts';
import { words } from '../words.ts';
import { BreakItPill } from './break-it-pill.view.tsx';
import { PageBoundary } from './page-boundary.view.tsx';
import { changePage } from './page-change.navigation.ts';
import { Routes } from './routes.tsx';
import { SiteFooter } from './site-footer.view.tsx';
import { SiteHeader } from './site-header.view.tsx';

export function App() {
  return (
    <Router aroundNav={changePage}>
      <Shell />
    </Router>
  );
}

function Shell() {
  const [location] = useLocation();
  const content = useRef<HTMLElement>(null);
  const skip = (event: MouseEvent): void => {
    // Without a change of the address, whose fragment is for the token of an order.
    event.preventDefault();
    content.current?.focus();
  };
  // Known before the page's own styles arrive, so that the header never moves.
  const isWide = __LAB__ && pageSettings.hasLab && location === '/lab';
  return (
    <div className={isWide ? 'shell is-wide' : 'shell'}>
      <a className="skip-link" href="#content" onClick={skip}>
        {words.shell.skip}
      </a>
      <SiteHeader />
      <main id="content" className="page" ref={content} tabIndex={-1}>
        <PageBoundary key={location}>
          <Routes />
        </PageBoundary>
      </main>
      <SiteFooter />
      <BreakItPill />
      <Announcer />
    </div>
  );
}
