import { type ExperimentReport } from '@holdfast/lab-api';
import { experimentWords } from './words.ts';

interface Props {
  readonly predict: ExperimentReport['predict'];
  readonly guess: number | undefined;
  /** False once a run began: a guess after the fact is none. */
  readonly isOpen: boolean;
  readonly isRevealed: boolean;
  readonly onGuess: (index: number) => void;
}

export function Predict({ predict, guess, isOpen, isRevealed, onGuess }: Props) {
  if (isOpen)
    return (
      <fieldset className="guesses">
        <legend>{predict.question}</legend>
        {predict.guesses.map(({ text }, index) => (
          <label key={text}>
            <input type="radio" name="guess" checked={guess === index} onChange={() => onGuess(index)} />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
    );
  const guessed = guess === undefined ? undefined : predict.guesses[guess];
  if (!isRevealed)
    return (
      <div className="stack-tight">
        <p className="guess-question">{predict.question}</p>
        <p>{guessed === undefined ? experimentWords.noGuess : experimentWords.guessed(guessed.text)}</p>
      </div>
    );
  return <Revealed predict={predict} guess={guess} />;
}

function Revealed({ predict, guess }: Pick<Props, 'predict' | 'guess'>) {
  return (
    <div className="guesses">
      <p className="guess-question">{predict.question}</p>
      <ul>
        {predict.guesses.map(({ text, isRight }, index) => (
          <li key={text} className={isRight ? 'guess-right' : 'guess-wrong'}>
            {text}
            {isRight && <span className="chip held">{experimentWords.right}</span>}
            {guess === index && <span className="chip">{experimentWords.yourGuess}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
