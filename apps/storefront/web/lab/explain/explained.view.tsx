import './explain.css';
import { useId } from 'react';
import { piecesOf, type Term } from './terms.ts';

/** A text, verbatim. Its terms are buttons that open a sentence about them. */
export function Explained({ text }: { readonly text: string }) {
  return (
    <p className="explained">
      {piecesOf(text).map((piece, index) =>
        piece.kind === 'text' ? (
          <span key={index}>{piece.text}</span>
        ) : (
          <span key={piece.term.name} className="term-piece">
            <TermButton text={piece.text} term={piece.term} />
            {piece.after}
          </span>
        ),
      )}
    </p>
  );
}

function TermButton({ text, term }: { readonly text: string; readonly term: Term }) {
  const id = useId();
  return (
    <>
      <button type="button" className="term" popoverTarget={id}>
        {text}
      </button>
      <span id={id} popover="auto" className="term-sentence small">
        {term.sentence}
      </span>
    </>
  );
}
