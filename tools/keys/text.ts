import { nextStepOf, type OperationSnapshot, type ResolveRefusal } from '@holdfast/idempotency/review';
import { durationText } from '../duration-text.ts';

const stateWords: Readonly<Record<OperationSnapshot['state'], string>> = {
  running: 'running',
  parked: 'parked',
  unknown: 'outcome unknown',
  review: 'in review',
  done: 'done',
};

/** One line: what it is, how it stands and since when. */
export function standing(now: OperationSnapshot): string {
  const at = now.state === 'done' ? '' : ` at ${now.phase}`;
  const tries = now.tries === 0 ? '' : `, tried ${now.tries === 1 ? 'once' : `${now.tries} times`}`;
  return `${stateWords[now.state]}${at}, begun ${durationText(now.ageMs)} ago${tries}`;
}

/** What the system does next by itself, or who it waits for. */
export function whatIsNext(now: OperationSnapshot, service: string, livingProcesses: number): string {
  const nextStep = nextStepOf(now);
  const isOrphan = livingProcesses === 0;
  const orphan = `no process of ${service} is alive: start one.`;
  switch (nextStep.kind) {
    case 'finished':
      return `It has its answer, status ${nextStep.status}, which every request with its key gets. Nothing is to be done.`;
    case 'is_running':
      return `A living process works on it. Should it take more than ${durationText(nextStep.takeoverInMs)} from now, another takes it over.`;
    case 'is_taken_over':
      return `The process that worked on it died or took too long. ${isOrphan ? `To take it over, ${orphan}` : 'A living one takes it over within seconds.'}`;
    case 'decision_is_applied':
      return `${pending(now)} ${isOrphan ? `To act on that, ${orphan}` : 'A living process acts on that within seconds.'}`;
    case 'is_rechecked':
      if (isOrphan) return `The system would find out by itself, but ${orphan}`;
      return `The system finds out by itself: it looks again ${nextStep.inMs > 0 ? `in ${durationText(nextStep.inMs)}` : 'now'}. Nobody has to do anything yet.`;
    case 'waits_for_request':
      return 'Its call was surely not executed. It goes on when a request with its key comes again; nobody has to do anything.';
    case 'waits_for_operator':
      return 'A person must decide: it cannot be found out by itself, and nothing runs until then.';
  }
}

function pending({ pendingDecision }: OperationSnapshot): string {
  const { by = 'Somebody', at } = pendingDecision ?? {};
  const what = pendingDecision?.kind === 'not_executed' ? 'that it was not executed' : 'how it ended';
  return `${by} has decided ${what}${at === undefined ? '' : ` (${new Date(at).toISOString()})`}.`;
}

/** `option` is what finds the database again. */
export const showCommand = (operation: string, option: string): string =>
  `npm run keys -- show ${operation}${option}`;

/** The commands that make sense for an operation, ready to be typed: first the one that decides nothing. */
export function commandsFor(now: OperationSnapshot, option: string): readonly string[] {
  const resolvable = now.attemptKey !== undefined && nextStepOf(now).kind !== 'decision_is_applied';
  if (!resolvable || (now.state !== 'review' && now.state !== 'unknown')) return [];
  const command = (rest: string): string => `npm run keys -- ${rest}${option}`;
  return [
    command(`retry ${now.operationId}`),
    command(`resolve ${now.attemptKey} --outcome '<json>'`),
    command(`resolve ${now.attemptKey} --not-executed`),
  ];
}

/** Why a decision was not taken. */
export function refusalWords(because: ResolveRefusal, now: OperationSnapshot | undefined): string {
  switch (because) {
    case 'no_such_operation':
      return 'There is no such operation any more.';
    case 'is_finished':
      return `It is done by now, with status ${now?.status}. There is nothing left to decide.`;
    case 'needs_no_decision':
      return 'Its call was surely not executed, so there is nothing to decide: the next request with its key makes it.';
    case 'has_moved_on':
      return `It stands at ${now?.phase}, attempt ${now?.attempt}, by now. Look again before you decide.`;
    case 'is_running':
      return 'A process works on it at this moment. Look again in some seconds.';
    case 'owner_died':
      return 'The process that worked on it died. Another takes it over and finds out; if none does, start one.';
    case 'is_decided':
      return `${now === undefined ? '' : `${pending(now)} `}That is not applied yet. To decide anew in its place, add --instead.`;
  }
}
