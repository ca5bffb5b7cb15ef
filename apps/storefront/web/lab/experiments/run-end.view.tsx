import { type ExperimentReport, type ExperimentRun } from '@holdfast/lab-api';
import { Mark } from '../mark/mark.view.tsx';
import { useSelection } from '../selection/use-selection.ts';
import { stoppedSentences } from './run-view.ts';
import { endWords, experimentWords } from './words.ts';

interface Props {
  readonly experiment: ExperimentReport;
  readonly run: ExperimentRun;
  readonly guess: number | undefined;
}

const looks = {
  held: { mark: 'held', tone: 'held' },
  broken: { mark: 'broken', tone: 'broken' },
  void: { mark: 'nothing', tone: '' },
} as const;

export function RunEnd({ experiment, run, guess }: Props) {
  const { follow } = useSelection();
  if (run.state === 'stopped')
    return stoppedSentences(run).map((sentence) => <p key={sentence}>{sentence}</p>);
  if (run.state !== 'done' || run.verdict === null) return null;
  const { word, means } = endWords[run.verdict];
  const { mark, tone } = looks[run.verdict];
  const guessed = guess === undefined ? undefined : experiment.predict.guesses[guess];
  const linked = run.orders.slice(0, mostLinks);
  const right = experiment.predict.guesses.find(({ isRight }) => isRight);
  return (
    <div className={`run-end ${tone}`}>
      <Mark name={mark} />
      <div className="stack-tight">
        <p className="run-end-word">{word}</p>
        <p>{means}</p>
        {run.reasons.map((reason) => (
          <p key={reason}>{reason}</p>
        ))}
        {run.verdict === 'held' && (
          <>
            {right !== undefined && <p>{experimentWords.happens(right.text)}</p>}
            {guessed !== undefined && (
              <p>{guessed.isRight ? experimentWords.guessedRight : experimentWords.guessedWrong}</p>
            )}
            <p className="run-afterwards">{experiment.afterwards}</p>
          </>
        )}
        <div className="row">
          {linked.map((orderId, index) => (
            <button
              key={orderId}
              type="button"
              className="button-small"
              aria-label={experimentWords.followOrder(experimentWords.follow(index, linked.length), orderId)}
              onClick={() => follow(orderId)}
            >
              {experimentWords.follow(index, linked.length)}
            </button>
          ))}
        </div>
      </div>
    </div>
  );
}

const mostLinks = 3;
