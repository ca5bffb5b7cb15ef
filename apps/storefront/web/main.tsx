import '@fontsource-variable/newsreader/wght.css';
import './fonts.css';
import './tokens.css';
import './base.css';
import './layout.css';
import './controls.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { takeArrival } from './order/arrival.address.ts';
import { reads } from './reads.ts';
import { App } from './shell/app.view.tsx';

takeArrival();
addEventListener('hashchange', takeArrival);

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no element with the ID root');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={reads}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
