import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { announce } from '../../say/announcements.ts';
import { retryKey } from './keys.act.ts';
import { keysWords } from './words.ts';

interface Retrying {
  readonly isRetrying: boolean;
  /** The sentence of the command, or of the lab that refused. */
  readonly says: string;
  readonly retry: () => void;
}

/** "Retry now": the table is read again afterward, and shows the state. */
export function useRetry(operationId: string): Retrying {
  const [isRetrying, setIsRetrying] = useState(false);
  const [says, setSays] = useState('');
  const reads = useQueryClient();
  const retry = async (): Promise<void> => {
    if (isRetrying) return announce(keysWords.retrying);
    setIsRetrying(true);
    setSays(keysWords.retrying);
    announce(keysWords.retrying);
    const response = await retryKey(operationId);
    const sentence = response.isOk ? response.value.says : response.detail;
    setIsRetrying(false);
    setSays(sentence);
    announce(sentence);
    await reads.invalidateQueries({ queryKey: ['lab', 'keys'] });
  };
  return { isRetrying, says, retry: () => void retry() };
}
