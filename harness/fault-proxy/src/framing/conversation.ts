import { type Protocol } from '@holdfast/lab-api';
import { type Conversation } from './framer.ts';
import { HttpConversation } from './http/http-conversation.ts';
import { PostgresConversation } from './postgres/postgres-conversation.ts';
import { RedisConversation } from './redis/redis-conversation.ts';
import { SmtpConversation } from './smtp/smtp-conversation.ts';

export function startConversation(protocol: Protocol): Conversation {
  switch (protocol) {
    case 'http':
      return new HttpConversation();
    case 'postgres':
      return new PostgresConversation();
    case 'redis':
      return new RedisConversation();
    case 'smtp':
      return new SmtpConversation();
  }
}
