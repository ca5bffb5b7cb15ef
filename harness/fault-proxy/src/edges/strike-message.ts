import { type Framed } from '../framing/byte-reader.ts';
import { type ArmedStrike, type Release } from '@holdfast/lab-api';
import { firstBytes } from './bytes.ts';
import { now } from './clock.ts';
import { type Connection } from './connection.ts';
import { duplicate } from './duplicate.ts';
import { type MessageStream } from './message-stream.ts';

/** Applies a strike to the message that triggered it. */
export function strikeMessage(
  connection: Connection,
  stream: MessageStream,
  framed: Framed,
  strike: ArmedStrike,
): void {
  const { action } = strike;
  connection.board.log.add({ type: 'struck', at: now(), strike });
  switch (action.kind) {
    case 'reset':
      return connection.reset();
    case 'close':
      return connection.close();
    case 'black_hole':
      return connection.silence();
    case 'cut':
      stream.dropsRest = true;
      return stream.outgoing.write(firstBytes(framed.chunks, Math.floor(framed.bytes / 2)), 0, () =>
        connection.resetLater(),
      );
    case 'delay':
      return stream.outgoing.write(framed.chunks, now() + action.ms);
    case 'duplicate':
      stream.outgoing.write(framed.chunks);
      return duplicate(connection, framed.chunks);
    case 'hold':
      return hold(connection, stream, framed, strike.strikeId);
  }
}

function hold(connection: Connection, stream: MessageStream, framed: Framed, strikeId: string): void {
  const release = stream.outgoing.hold(framed.chunks);
  connection.board.strikes.holds(strikeId, (how: Release) => {
    switch (how) {
      case 'forward':
        return release(framed.chunks);
      case 'drop':
        stream.dropsRest = true;
        if (stream.direction === 'request') connection.conversation.forgetLast();
        return release([]);
      case 'reset':
        return connection.reset();
      case 'forward_and_reset':
        return release(framed.chunks, () => connection.leaveAfter(stream));
    }
  });
}
