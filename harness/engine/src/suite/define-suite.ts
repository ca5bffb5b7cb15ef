import { type CustomerResponse } from '../customers/customer-response.ts';
import { type PointFault } from '../points/faults-of.ts';
import { type Point } from '../points/points.ts';
import { type InvariantOf } from '../verdict/invariant.ts';
import { type Customer } from './customer.ts';
import { type RunningStack, type StartStack } from './stack.ts';

/** An act of a customer. Every message that it causes is recorded and struck. */
export interface Operation {
  /** In kebab case. */
  readonly name: string;
  /** A clause: `a customer adds 5 to a count`. */
  readonly says: string;
  /** One attempt. Retries repeat it with the same key. */
  readonly act: (customer: Customer, key: string) => Promise<CustomerResponse>;
}

/** A customer of one scenario. */
export interface JudgedCustomer {
  readonly name: string;
  /** True if any response was a 2xx. */
  readonly wasAccepted: boolean;
  /** In order. */
  readonly responses: readonly CustomerResponse[];
}

/** Evidence of one scenario, for the invariants. */
export interface SuiteEvidence<Ledgers> {
  readonly customers: readonly JudgedCustomer[];
  /** The reading after the system came to rest. */
  readonly ledgers: Ledgers;
}

/** The outcome that a customer must see if a message is struck. */
export interface StrikeExpectation {
  /** Allowed statuses of the first attempt; 0 means no response. */
  readonly first: readonly number[];
  readonly customerSees: string;
}

/** A system and the rules that it must keep. */
export interface SuiteDefinition<Ledgers extends object> {
  /** The name of the system in reports. */
  readonly name: string;
  readonly stack: StartStack;
  readonly operations: readonly Operation[];
  /** Reads what the system has stored, as JSON, without its code and not through the lab. */
  readonly ledgers: (stack: RunningStack) => Promise<Ledgers>;
  /** Work that is still in progress, one sentence each. Default: none. */
  readonly unfinished?: (ledgers: Ledgers) => readonly string[];
  readonly invariants: readonly InvariantOf<SuiteEvidence<Ledgers>>[];
  /** Default: any first response; a retry succeeds. */
  readonly expectations?: (point: Point, fault: PointFault) => StrikeExpectation;
  /** Default: all. */
  readonly faults?: readonly PointFault[];
  /** The customer's timeout per attempt. Default 500 ms; a delayed message takes 1.5 times as long. */
  readonly patienceMs?: number;
  /** From healing to rest. Default 10 s. */
  readonly livenessMs?: number;
  /** So long without a message, an operation is over. Default 150 ms; longer than the system's polls. */
  readonly calmMs?: number;
}

/** A suite for any system: pass the definition to `runSuite`. Checks the definition's types. */
export const defineSuite = <Ledgers extends object>(
  definition: SuiteDefinition<Ledgers>,
): SuiteDefinition<Ledgers> => definition;
