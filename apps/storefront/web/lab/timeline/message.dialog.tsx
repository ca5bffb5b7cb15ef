import { type CapturedMessage } from '@holdfast/lab-api';
import { useEffect, useRef, useState } from 'react';
import { type LabResponse } from '../ask-lab.act.ts';
import { processName } from './lanes.ts';
import { markText } from './mark.ts';
import { readMessage } from './messages.read.ts';
import { type Sighting } from './sighting.ts';
import { exactTime } from './table-rows.ts';
import { timelineWords } from './words.ts';

const words = timelineWords.message;

interface Props {
  readonly number: number;
  /** Undefined if the page has forgotten it; its bytes may still be known to the lab. */
  readonly sighting: Sighting | undefined;
  /** The other half of its exchange. */
  readonly other: Sighting | undefined;
  readonly onOpen: (number: number) => void;
  readonly onFollow: (orderId: string) => void;
  readonly onClose: () => void;
}

export function MessageDialog({ number, sighting, other, onOpen, onFollow, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const response = useMessage(number);
  const message = response?.isOk === true ? response.value.message : sighting;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    heading.current?.focus();
  }, [number]);
  const follow = (orderId: string): void => {
    // Gives the focus back, which a dialog that only disappears does not.
    dialog.current?.close();
    onFollow(orderId);
  };
  const orders =
    sighting?.orders ?? (response?.isOk === true ? response.value.message.orders : undefined) ?? [];
  return (
    <dialog ref={dialog} className="message-dialog stack" aria-labelledby="message-title" onClose={onClose}>
      <h2 ref={heading} tabIndex={-1} id="message-title" className="code">
        {message?.label ?? `${number}`}
      </h2>
      {message !== undefined && (
        <p className="quiet digits">
          {`${processName(message.sender)} → ${processName(message.receiver)}, ${exactTime(message.at)}`}
        </p>
      )}
      {sighting !== undefined && <p className="message-mark">{markText(sighting)}</p>}
      {sighting?.key != null && <p className="quiet small code">{words.key(sighting.key)}</p>}
      <Bytes response={response} />
      <div className="dialog-actions">
        {other !== undefined && (
          <button type="button" className="button-quiet" onClick={() => onOpen(other.number)}>
            {other.direction === 'request' ? words.itsRequest : words.itsResponse}
          </button>
        )}
        {orders.slice(0, 3).map((orderId) => (
          <button key={orderId} type="button" className="button-quiet" onClick={() => follow(orderId)}>
            {words.follow(orderId)}
          </button>
        ))}
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {words.close}
        </button>
      </div>
    </dialog>
  );
}

function useMessage(number: number): LabResponse<CapturedMessage> | undefined {
  const [last, setLast] = useState<{ number: number; response: LabResponse<CapturedMessage> }>();
  useEffect(() => {
    let isLeft = false;
    void readMessage(number).then((response) => {
      if (!isLeft) setLast({ number, response });
    });
    return () => {
      isLeft = true;
    };
  }, [number]);
  return last?.number === number ? last.response : undefined;
}

function Bytes({ response }: { readonly response: LabResponse<CapturedMessage> | undefined }) {
  if (response === undefined) return <p role="status">{words.loading}</p>;
  if (!response.isOk)
    return <p role="status">{response.status === 410 ? words.forgotten : words.failed(response.detail)}</p>;
  const { head, body, bytes, cutAt, masked } = response.value;
  return (
    <>
      <section className="stack-tight" aria-label={words.head}>
        <pre tabIndex={0}>{head}</pre>
      </section>
      <section className="stack-tight" aria-label={words.body}>
        {body === '' ? <p className="quiet">{words.noBody}</p> : <pre tabIndex={0}>{body}</pre>}
      </section>
      <p className="quiet small">
        {cutAt === null ? words.whole(bytes) : words.cut(cutAt, bytes)}
        {masked.length > 0 && ` ${words.masked(masked)}`}
      </p>
    </>
  );
}
