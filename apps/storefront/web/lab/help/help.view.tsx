import './help.css';
import { useRef } from 'react';
import { useShortcut } from '../shortcuts/use-shortcut.ts';
import { helpWords } from './words.ts';

/** The keys of the lab. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = (): void => {
    if (dialog.current?.open === false) dialog.current.showModal();
  };
  useShortcut('?', open);
  return (
    <>
      <button type="button" className="button-small" aria-haspopup="dialog" onClick={open}>
        {helpWords.open} <kbd aria-hidden="true">?</kbd>
      </button>
      <dialog ref={dialog} aria-labelledby="keys-heading" closedby="any">
        <h2 id="keys-heading">{helpWords.heading}</h2>
        <p className="small quiet">{helpWords.where}</p>
        <dl className="key-list">
          {helpWords.keys.map(([key, does]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <div className="dialog-actions">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {helpWords.close}
          </button>
        </div>
      </dialog>
    </>
  );
}
