import { type RefObject, useRef } from 'react';
import { focusHeadingIfLost } from '../order/use-focus-kept.ts';
import { words } from '../words.ts';
import { type Refunding } from './use-refund-request.ts';

export interface OpenedDialog {
  readonly dialog: RefObject<HTMLDialogElement | null>;
  /** Takes the focus first: the other button cannot be undone. */
  readonly keep: RefObject<HTMLButtonElement | null>;
  readonly open: () => void;
}

export function useRefundDialog(): OpenedDialog {
  const dialog = useRef<HTMLDialogElement>(null);
  const keep = useRef<HTMLButtonElement>(null);
  const open = (): void => {
    dialog.current?.showModal();
    keep.current?.focus();
  };
  return { dialog, keep, open };
}

interface Props extends Omit<OpenedDialog, 'open'> {
  readonly refunding: Refunding;
}

/** Asks before money moves. Closes at any result, which the page states. */
export function RefundDialog({ refunding, dialog, keep }: Props) {
  const { isWorking, amount, send } = refunding;
  const { title, question, yes, no, close, working, workingNow } = words.refund;
  const end = (): void => {
    if (dialog.current?.open !== true) return;
    dialog.current.close();
    // The button that opened it may be gone.
    focusHeadingIfLost();
  };
  const ask = (): void => {
    // The guarantee is the key's: a second click would only send the same request again.
    if (!isWorking) void send().finally(end);
  };
  return (
    <dialog ref={dialog} aria-labelledby="refund-title" aria-describedby="refund-question">
      <div className="stack-tight">
        <h2 id="refund-title">{title(amount)}</h2>
        {/* The live region of the page is inert under a modal dialog. */}
        <p id="refund-question" aria-live="polite">
          {isWorking ? workingNow : question}
        </p>
      </div>
      <div className="dialog-actions">
        <button
          type="button"
          className="button"
          aria-disabled={isWorking}
          aria-busy={isWorking}
          onClick={ask}
        >
          {isWorking ? working : yes}
        </button>
        <button type="button" className="button-quiet" ref={keep} onClick={() => dialog.current?.close()}>
          {isWorking ? close : no}
        </button>
      </div>
    </dialog>
  );
}
