import { type CapturedMessage } from '@holdfast/lab-api';
import { type KeptMessage } from './message-ring.ts';
import { mask } from './masking.ts';
import { readable } from './readable.ts';

/** A kept message for people, with its secrets masked. */
export function capturedMessage({ message, bytes }: KeptMessage): CapturedMessage {
  const { head, body } = readable(message, bytes);
  const [maskedHead, maskedBody] = [mask(head), mask(body)];
  return {
    message,
    head: maskedHead.text,
    body: maskedBody.text,
    bytes: message.bytes,
    cutAt: bytes.length < message.bytes ? bytes.length : null,
    masked: [...new Set([...maskedHead.masked, ...maskedBody.masked])],
  };
}
