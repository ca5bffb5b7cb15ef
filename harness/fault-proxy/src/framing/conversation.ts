import { type Protocol } from '@holdfast/lab-api';
import { type Conversation } from './framer.ts';
import { HttpConversation } from './http/http-conversation.ts';
import { PostgresConversation } from './postgres/postgres-conversation.ts';
import { RedisConversation } from './redis/redis-conversation.ts';
import { SmtpConversation } from './smtp/smtp-conversation.ts';

/** `nextExchange` numbers the exchanges. */
export function startConversation(protocol: Protocol, nextExchange: () => number): Conversation {
  switch (protocol) {
    case 'http':
      return new HttpConversation(nextExchange);
    case 'postgres':
      return new PostgresConversation(nextExchange);
    case 'redis':
      return new RedisConversation(nextExchange);
    case 'smtp':
      return new SmtpConversation(nextExchange);
  }
}
