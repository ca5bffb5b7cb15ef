import './lab.css';
import { PageHeading } from '../say/page-heading.view.tsx';
import { CustomersBar } from './customers/customers-bar.view.tsx';
import { Keys } from './keys/keys.view.tsx';
import { Picture } from './picture/picture.view.tsx';
import { pressShortcut } from './shortcuts/use-shortcut.ts';
import { SidePanel } from './side-panel.view.tsx';
import { useConnection } from './stream/use-lab.ts';
import { Timeline } from './timeline/timeline.view.tsx';
import { VerdictBar } from './verdict/verdict-bar.view.tsx';
import { labWords } from './words.ts';

export default function LabPage() {
  const connection = useConnection();
  return (
    <div className="lab" data-sight={connection.kind} onKeyDown={pressShortcut}>
      <div className="lab-head">
        <PageHeading title={labWords.name}>{labWords.heading}</PageHeading>
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
