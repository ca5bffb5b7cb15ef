import { garbage, hasStubResponse, stubResponse, type StatusFault } from '../faults/stub-response.ts';
import { bytesOf, responseLost } from '../front-door/away.ts';
import { type Framed } from '../framing/byte-reader.ts';
import { type ActiveFault, type Message } from '@holdfast/lab-api';
import { firstBytes } from './bytes.ts';
import { type Connection } from './connection.ts';
import { type MessageStream } from './message-stream.ts';

type Kind = ActiveFault['kind'];

const mailContent = 'DATA content';

/** The faults that stop a message, in this order; only the first one acts. */
const fatal: readonly Kind[] = ['reset', 'close', 'black_hole', 'status'];

/** Applies the faults on its edge to a message that no strike has hit. */
export function applyFaults(
  connection: Connection,
  stream: MessageStream,
  framed: Framed,
  message: Message,
): void {
  const { faults } = connection.board;
  const met = faults.meeting(message, framed.answers).filter((fault) => applies(fault, message));
  const end = met
    .filter(({ kind }) => fatal.includes(kind))
    .sort((one, other) => fatal.indexOf(one.kind) - fatal.indexOf(other.kind))[0];
  if (end !== undefined) {
    stream.dropsRest = true;
    endWay(connection, stream, framed, end);
    return faults.strike(end.faultId, message);
  }
  let chunks = framed.chunks;
  let then: (() => void) | undefined;
  for (const fault of met) {
    if (fault.kind === 'status_after') chunks = [stubResponse(message.protocol, fault, framed.answers)];
    if (fault.kind === 'garbage') chunks = [garbage(message.protocol, chunks)];
    if (fault.kind === 'truncate') {
      chunks = firstBytes(chunks, fault.bytes);
      then = () => connection.close();
    }
    if (chunks !== framed.chunks) stream.dropsRest = true;
  }
  stream.slowedBy = met;
  stream.pacing.write(stream.outgoing, chunks, met, then);
  for (const { faultId } of met) faults.strike(faultId, message);
}

/** False for faults on connections, and for stub responses in a protocol that the lab cannot speak. */
function applies({ kind }: ActiveFault, { protocol }: Message): boolean {
  if (kind === 'refuse' || kind === 'syn_hang' || kind === 'half_open') return false;
  return (kind !== 'status' && kind !== 'status_after') || hasStubResponse(protocol);
}

function endWay(connection: Connection, stream: MessageStream, framed: Framed, fault: ActiveFault): void {
  switch (fault.kind) {
    case 'reset':
      return connection.reset();
    case 'close':
      return connection.close();
    case 'black_hole':
      return connection.silence();
    case 'status':
      return answerInPlace(connection, stream, framed, fault);
  }
}

function answerInPlace(
  connection: Connection,
  stream: MessageStream,
  framed: Framed,
  fault: StatusFault,
): void {
  connection.conversation.forgetLast();
  answer(connection, framed, fault.status, stubResponse(connection.edge.protocol, fault, framed.label));
  // The server would read the next message as the content that it expects.
  if (framed.label === mailContent) connection.takeOver();
}

/** Answers a client whose server was cut off in the middle of an email. */
export function sendClose(connection: Connection, framed: Framed): void {
  const status = framed.label === 'QUIT' ? 221 : 421;
  answer(connection, framed, status, Buffer.from(`${status} closing\r\n`));
  connection.close();
}

/**
 * At a front door: answers a request whose server failed before the first byte of its response. False if none
 * is waiting.
 */
export function answerForLostServer(connection: Connection): boolean {
  const { edge, conversation } = connection;
  const request = edge.frontDoor === undefined ? undefined : conversation.awaitingResponse?.();
  if (request === undefined) return false;
  const away = responseLost(edge.to, request);
  answer(connection, request, away.status, bytesOf(away, request));
  return true;
}

function answer(
  connection: Connection,
  request: Pick<Framed, 'label' | 'isBackground' | 'exchange'>,
  status: number,
  bytes: Buffer,
): void {
  const { responses } = connection;
  const { label, isBackground, exchange } = request;
  connection.note(
    responses,
    {
      label: `${status} ${label}`,
      answers: label,
      exchange,
      isBackground,
      part: 'whole',
      statements: '',
      chunks: [bytes],
      bytes: bytes.length,
    },
    'lab',
  );
  responses.outgoing.write([bytes]);
}
