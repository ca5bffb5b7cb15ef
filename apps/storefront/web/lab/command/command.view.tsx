import './command.css';
import { useEffect, useRef, useState } from 'react';
import { announce } from '../../say/announcements.ts';
import { commandWords } from './words.ts';

interface Props {
  /** The effect in words, above the command: `Lose the next response`. */
  readonly does: string;
  readonly command: string;
  /** It is in the clipboard, or selected. */
  readonly onCopied?: () => void;
}

const saidForMs = 2_000;

/** A command for a shell, with a button that copies it. */
export function Command({ does, command, onCopied }: Props) {
  const code = useRef<HTMLElement>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => setSaid(''), saidForMs);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (): Promise<void> => {
    const sentence = (await isCopied(command)) ? commandWords.copied : commandWords.copyByHand;
    if (sentence !== commandWords.copied && code.current !== null)
      getSelection()?.selectAllChildren(code.current);
    setSaid(sentence);
    announce(sentence);
    onCopied?.();
  };
  return (
    <div className="command">
      <p className="command-does small">{does}</p>
      <button
        type="button"
        className="button-small"
        aria-label={commandWords.copyThis(does)}
        onClick={() => void copy()}
      >
        {said === commandWords.copied ? said : commandWords.copy}
      </button>
      <pre tabIndex={0}>
        <code ref={code}>{command}</code>
      </pre>
      {said === commandWords.copyByHand && <p className="small">{said}</p>}
    </div>
  );
}

/** False on pages that are neither https nor of this machine: those have no clipboard. */
async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
