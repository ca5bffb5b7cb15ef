import './lab.css';
import { PageHeading } from '../say/page-heading.view.tsx';
import { CustomersBar } from './customers/customers-bar.view.tsx';
import { Help } from './help/help.view.tsx';
import { Keys } from './keys/keys.view.tsx';
import { useSpokenLab } from './live/use-spoken-lab.ts';
import { Picture } from './picture/picture.view.tsx';
import { pressShortcut } from './shortcuts/use-shortcut.ts';
import { SidePanel } from './side-panel.view.tsx';
import { useConnection } from './stream/use-lab.ts';
import { ThemeSwitch } from './theme/theme-switch.view.tsx';
import { Timeline } from './timeline/timeline.view.tsx';
import { VerdictBar } from './verdict/verdict-bar.view.tsx';
import { labWords } from './words.ts';

export default function LabPage() {
  const connection = useConnection();
  useSpokenLab();
  return (
    <div className="lab" data-sight={connection.kind} onKeyDown={pressShortcut}>
      <div className="lab-head">
        <PageHeading title={labWords.name}>{labWords.heading}</PageHeading>
        <div className="row">
          <ThemeSwitch />
          <Help />
        </div>
      </div>
      <VerdictBar />
      <CustomersBar />
      <div className="lab-middle">
        <Picture />
        <SidePanel />
      </div>
      <Timeline />
      <Keys />
    </div>
  );
}
