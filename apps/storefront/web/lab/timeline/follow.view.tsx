import { type SubmitEvent, useId, useState } from 'react';
import { timelineWords as words } from './words.ts';

interface Props {
  readonly followed: string | null;
  readonly onFollow: (orderId: string | null) => void;
}

const orderIdPattern = /^ord_[0-9a-f]{32}$/;

export function FollowForm({ followed, onFollow }: Props) {
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const id = useId();
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const orderId = text.trim();
    const isId = orderIdPattern.test(orderId);
    setWrong(!isId);
    if (!isId) return;
    setText('');
    onFollow(orderId);
  };
  if (followed !== null)
    return (
      <p className="row follow">
        <span>
          {words.following} <code>{followed}</code>
        </span>
        <button type="button" className="button-quiet lab-button" onClick={() => onFollow(null)}>
          {words.stopFollowing}
        </button>
      </p>
    );
  return (
    <form className="follow" onSubmit={onSubmit} noValidate>
      <label htmlFor={id}>{words.followLabel}</label>
      <input
        id={id}
        className="code"
        value={text}
        placeholder="ord_…"
        autoComplete="off"
        spellCheck={false}
        aria-invalid={isWrong}
        aria-describedby={`${id}-hint`}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="button-quiet lab-button">
        {words.follow}
      </button>
      <p id={`${id}-hint`} className={isWrong ? 'field-error' : 'hint'}>
        {isWrong ? words.notAnId : words.followHint}
      </p>
    </form>
  );
}
