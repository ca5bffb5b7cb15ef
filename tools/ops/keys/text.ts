import { nextStepOf, type OperationSnapshot, type ResolveRefusal } from '@holdfast/idempotency/review';
import { durationText } from '../../duration-text.ts';

const stateTexts: Readonly<Record<OperationSnapshot['state'], string>> = {
  running: 'running',
  parked: 'parked',
  unknown: 'outcome unknown',
  review: 'in review',
  done: 'done',
};

/** One line: the state of an operation, its phase and its age. */
export function statusText(now: OperationSnapshot): string {
  const at = now.state === 'done' ? '' : ` at ${now.phase}`;
  const tries = now.tries === 0 ? '' : `, tried ${now.tries === 1 ? 'once' : `${now.tries} times`}`;
  const state = now.state === 'unknown' && now.waitsUntil !== undefined ? 'waiting' : stateTexts[now.state];
  return `${state}${at}, started ${durationText(now.ageMs)} ago${tries}`;
}

/** The next automatic step of an operation, or the person or process it waits for. */
export function nextStepText(now: OperationSnapshot, service: string, livingProcesses: number): string {
  const nextStep = nextStepOf(now);
  const isOrphan = livingProcesses === 0;
  const noProcess = `no process of ${service} is running`;
  switch (nextStep.kind) {
    case 'finished':
      return `Every request with its key gets its response, status ${nextStep.status}. No action needed.`;
    case 'is_running':
      return `In progress. If it takes more than ${durationText(nextStep.takeoverInMs)}, another process takes over.`;
    case 'is_taken_over':
      return `The process that ran it crashed or took too long. ${isOrphan ? `To take over, start a process: ${noProcess}.` : 'Another process takes over within seconds.'}`;
    case 'decision_is_applied':
      return `${pending(now)} ${isOrphan ? `To apply this decision, start a process: ${noProcess}.` : (now.recheckInMs ?? 0) > 5_000 ? 'A request may still arrive. If none does, a process applies this decision.' : 'A process applies this decision within seconds.'}`;
    case 'is_rechecked':
      return isOrphan
        ? `To check it again, start a process: ${noProcess}.`
        : `It is checked again automatically ${nextStep.inMs > 0 ? `in ${durationText(nextStep.inMs)}` : 'now'}. No action needed.`;
    case 'waits_for_request':
      return 'Its call was definitely not executed. It resumes when a request with its key arrives, unless reconciliation ends it first. No action needed.';
    case 'waits_for_operator':
      return 'Needs a decision: the outcome cannot be determined automatically, and nothing runs until then.';
  }
}

function pending({ pendingDecision }: OperationSnapshot): string {
  const { by = 'An operator', at } = pendingDecision ?? {};
  const what = pendingDecision?.kind === 'not_executed' ? 'that it was not executed' : 'its outcome';
  return `${by} recorded ${what}${at === undefined ? '' : ` (${new Date(at).toISOString()})`}.`;
}

/** `option` selects the database. */
export const showCommand = (operation: string, option: string): string =>
  `npm run ops -- keys show ${operation}${option}`;

/** The commands that an operation accepts, ready to run. The first one decides nothing. */
export function commandsFor(now: OperationSnapshot, option: string): readonly string[] {
  const resolvable = now.attemptKey !== undefined && nextStepOf(now).kind !== 'decision_is_applied';
  if (!resolvable || (now.state !== 'review' && now.state !== 'unknown')) return [];
  const command = (rest: string): string => `npm run ops -- keys ${rest}${option}`;
  return [
    command(`retry ${now.operationId}`),
    command(`resolve ${now.attemptKey} --outcome '<json>'`),
    command(`resolve ${now.attemptKey} --not-executed`),
  ];
}

/** The reason why a decision was not accepted. */
export function refusalText(because: ResolveRefusal, now: OperationSnapshot | undefined): string {
  switch (because) {
    case 'no_such_operation':
      return 'This operation no longer exists.';
    case 'is_finished':
      return `It has finished with status ${now?.status}. There is nothing left to decide.`;
    case 'needs_no_decision':
      return 'Its call was definitely not executed, so there is nothing to decide: the next request with its key makes the call.';
    case 'has_moved_on':
      return `It has moved on to ${now?.phase}, attempt ${now?.attempt}. Run show again before you decide.`;
    case 'is_running':
      return 'A process is running it right now. Try again in a few seconds.';
    case 'owner_died':
      return 'The process that ran it crashed. Another process takes over and finds the outcome; if none is running, start one.';
    case 'is_decided':
      return `${now === undefined ? '' : `${pending(now)} `}This decision has not been applied yet. To replace it, add --instead.`;
  }
}
