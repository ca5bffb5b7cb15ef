import { type CheckoutOutcome, isMoney, type Problem, type Unknown } from '@holdfast/checkout-client';
import { moneyText } from '../say/money.ts';
import { words } from '../words.ts';
import { goneProducts, type Submission } from './submission.ts';

/** The fields of the form that a sentence can lead to. */
export type Field = 'email' | 'name' | 'card';

/** The sentence about an outcome, and where it leads. */
export interface OutcomeWords {
  /** Begins with what happened to the money. */
  readonly sentence: string;
  readonly field?: Field;
  /** For a conversation with the shop. */
  readonly reference?: string;
  /** An earlier order to look at. */
  readonly orderId?: string;
  readonly offersCart?: true;
}

export type ProductName = (productId: string) => string | undefined;

/** The words for every outcome of a checkout. */
export function outcomeWords(
  outcome: CheckoutOutcome,
  { body }: Submission,
  nameOf: ProductName,
): OutcomeWords {
  const total = moneyText(body.expectedTotal);
  const { outcome: say } = words;
  switch (outcome.kind) {
    case 'paid':
      return { sentence: say.paid(moneyText(outcome.order.total), body.customer.name) };
    case 'pending':
      return { sentence: say.pending(moneyText(outcome.order.total)) };
    case 'action_required':
      return { sentence: say.actionRequired(moneyText(outcome.order.total)) };
    case 'declined':
      return { sentence: say.declined(outcome.declineCode), field: 'card' };
    case 'refused':
      return refusalWords(outcome.problem, body, nameOf);
    case 'conflict':
      return { sentence: say.conflict, ...referenceOf(outcome.problem) };
    case 'expired':
      return {
        sentence: say.expired,
        ...(outcome.reference === undefined ? {} : { orderId: outcome.reference }),
      };
    case 'unknown':
      return { sentence: waitingWords(outcome, total).heading };
  }
}

function refusalWords(problem: Problem, body: Submission['body'], nameOf: ProductName): OutcomeWords {
  const { outcome: say } = words;
  switch (problem.code) {
    case 'price_changed': {
      const { actualTotal: now } = problem;
      const before = moneyText(body.expectedTotal);
      const sentence = isMoney(now) ? say.priceChanged(before, moneyText(now)) : say.priceMoved(before);
      return { sentence, offersCart: true };
    }
    case 'product_unknown':
      return { sentence: goneWords(goneProducts(problem, body), nameOf), offersCart: true };
    case 'payment_refused':
      return { sentence: say.paymentRefused, field: 'card' };
    case 'payment_method_invalid':
      return { sentence: say.methodInvalid, field: 'card' };
    case 'validation_failed': {
      const field = refusedField(problem);
      if (field !== undefined) return { sentence: say.corrected[field], field };
      return { sentence: say.refused(''), ...referenceOf(problem) };
    }
    default:
      return { sentence: say.refused(problem.detail ?? ''), ...referenceOf(problem) };
  }
}

const fields: Readonly<Record<string, 'email' | 'name'>> = {
  '/customer/email': 'email',
  '/customer/name': 'name',
};

function refusedField({ errors }: Problem): 'email' | 'name' | undefined {
  if (!Array.isArray(errors)) return undefined;
  const pointers = errors.map((error: unknown) => (error as { readonly pointer?: unknown } | null)?.pointer);
  return pointers.map((pointer) => fields[String(pointer)]).find((field) => field !== undefined);
}

function referenceOf({ traceId }: Problem): { readonly reference?: string } {
  return traceId === undefined ? {} : { reference: traceId };
}

/** The words while the outcome is unknown; `nextTry` takes the time until the page asks again. */
export interface WaitingWords {
  readonly heading: string;
  readonly nextTry: (wait: string) => string;
  /** False if a request may have taken the money: then nothing about the cart may change. */
  readonly canChangeCart: boolean;
}

export function waitingWords(
  { mayHaveRun, status, problem }: Pick<Unknown, 'mayHaveRun' | 'status' | 'problem'>,
  total: string,
): WaitingWords {
  const { waiting } = words;
  if (mayHaveRun) return { heading: waiting.heading(total), nextTry: waiting.asksIn, canChangeCart: false };
  const nextTry =
    status === 429
      ? waiting.tooMany
      : problem?.code === 'payments_unavailable'
        ? waiting.closed
        : waiting.busy;
  return { heading: waiting.nothingTaken, nextTry, canChangeCart: true };
}

/** A page that was loaded again does not know the names. */
function goneWords(gone: readonly string[], nameOf: ProductName): string {
  const { outcome: say } = words;
  const names = gone.flatMap((productId) => nameOf(productId) ?? []);
  if (gone.length === 0) return say.productUnknown;
  return names.length === gone.length ? say.productsGone(names) : say.someProductsGone(gone.length);
}
