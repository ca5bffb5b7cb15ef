import { type ReactNode, useRef } from 'react';
import { announce } from '../../say/announcements.ts';
import { askLab } from '../ask-lab.act.ts';
import { useAsked } from '../asked/use-asked.ts';
import { askedWords } from '../asked/words.ts';
import { useLab } from '../stream/use-lab.ts';
import { type Expectation, isMet } from './expectation.ts';
import { type LabRequest } from './lab-request.ts';
import { useMarkAsked } from './use-asked-targets.ts';
import { useFocusOnHeading } from './use-focus-on-heading.ts';

interface Props {
  /** The node or route that shows the press in the picture. */
  readonly target: string;
  readonly label: string;
  /** The name for screen readers, if the label needs its row to be understood. */
  readonly name?: string;
  readonly whyNot?: string | null;
  readonly request: LabRequest;
  readonly expected: () => Expectation;
  readonly children?: ReactNode;
}

/** Starting a process takes seconds, and the lab responds when it is ready. */
const limitMs = 120_000;

/** A button of the lab whose effect is read back from the stream, with its sentence. */
export function LabAction({ target, label, name, whyNot = null, request, expected, children }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const processes = useLab('processes');
  const faults = useLab('faults');
  const { state, ask } = useAsked<Expectation>((asked) => isMet(asked, { processes, faults }));
  useMarkAsked(target, state.kind === 'asked' || state.kind === 'unconfirmed');
  useFocusOnHeading(button);
  const press = (): void => {
    if (whyNot !== null) return announce(whyNot);
    announce(askedWords({ kind: 'asked' }));
    const { method, path, body } = request;
    void ask(expected(), () => askLab(method, path, body, limitMs));
  };
  return (
    <div className="action">
      <button
        ref={button}
        type="button"
        className="button-small"
        aria-disabled={whyNot !== null}
        aria-busy={state.kind === 'asked'}
        aria-label={name}
        onClick={press}
      >
        {label}
      </button>
      <p className="action-says small" data-kind={state.kind}>
        {state.kind === 'idle' ? (whyNot ?? children) : askedWords(state)}
      </p>
    </div>
  );
}
