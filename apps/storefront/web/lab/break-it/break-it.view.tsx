import '../lab.css';
import '../act/act.css';
import './break-it.css';
import { Component, type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { BreakItPanel } from './break-it-panel.view.tsx';
import { breakItWords } from './words.ts';

interface Props {
  /** Null on the checkout page. */
  readonly orderId: string | null;
}

/** On the checkout and order pages of the demo: a pill that opens the lab's handiest actions. */
export default function BreakIt({ orderId }: Props): ReactNode {
  return (
    <Boundary>
      <Pill orderId={orderId} />
    </Boundary>
  );
}

/** The shop goes on without a pill that fails to render; React reports the error to the console. */
class Boundary extends Component<{ readonly children: ReactNode }, { readonly hasFailed: boolean }> {
  override readonly state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? null : this.props.children;
  }
}

function Pill({ orderId }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const pill = useRef<HTMLButtonElement>(null);
  const panelId = useId();
  const closeByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !isOpen) return;
    event.stopPropagation();
    setIsOpen(false);
    pill.current?.focus();
  };
  return (
    <aside className="break-it" aria-label={breakItWords.name} onKeyDown={closeByKey}>
      <button
        ref={pill}
        type="button"
        className="break-it-pill"
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        {breakItWords.name}
      </button>
      {isOpen && <BreakItPanel id={panelId} orderId={orderId} />}
    </aside>
  );
}
