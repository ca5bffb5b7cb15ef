import { pageSettings } from '../page-settings.ts';
import { words } from '../words.ts';

export function SiteFooter() {
  if (!pageSettings.isTest) return null;
  return (
    <footer className="site-footer">
      <p className="quiet small">{words.shell.noRealMoney}</p>
    </footer>
  );
}
