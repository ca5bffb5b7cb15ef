import { documentedApis } from '@holdfast/local-stack/documented-api';
import { attemptScenario, type InvariantResult } from '@holdfast/engine';
import { type ScenarioResult } from '../report/suite-report.ts';
import { type Scenario } from '../scenario/scenario.ts';
import {
  awaitQuiescence,
  type Evidence,
  type Ledgers,
  misses,
  now,
  pause,
  type Quiescence,
} from '@holdfast/witness';
import { type LiveStack } from '../system/live-stack.ts';
import { LiveSystem } from '../system/live-system.ts';
import { askAtRest, type Before, measureBefore } from './at-rest.ts';
import { bypassesTheLab } from './bypasses-the-lab.ts';
import { customersOf } from './customers-of.ts';
import { afterProbeOf, defaultLivenessMs } from './liveness-limits.ts';
import { tryToHeal } from './heal.ts';
import { prepareStack } from './prepare-stack.ts';
import { probe, probeFailed, shop } from './probe.ts';
import { CountedByServices } from './counted-by-services.ts';
import { resultOf } from './result.ts';
import { Sampler } from './sampler.ts';
import { beginHistory, historyOf } from './scenario-history.ts';
import { ScenarioLogs } from './scenario-logs.ts';
import { shopUrl } from './stack-environment.ts';
import { nothingAcknowledged } from './nothing-acknowledged.ts';
import { nothingGivenUp, untilGivenUp } from './nothing-given-up.ts';
import { wireOf } from './wire-of.ts';

export type CheckInvariants = (evidence: Evidence) => readonly InvariantResult[];

const contracts = documentedApis();

/** One scenario on one stack, from the probe before it to the verdict. */
export class ScenarioRun {
  readonly system: LiveSystem;
  private readonly sampler: Sampler;
  private readonly linesBefore: number;
  private counters: CountedByServices | undefined;
  before: Before = { connectionsToRedis: 0, traffic: { at: now(), edges: [] } };
  private readonly voids: string[] = [];
  private readonly assertions: string[] = [];
  private readonly faults: string[] = [];

  private constructor(
    private readonly scenario: Scenario,
    readonly stack: LiveStack,
    tag: string,
    private readonly check: CheckInvariants,
    readonly signal: AbortSignal,
    private readonly logs: ScenarioLogs,
  ) {
    this.linesBefore = stack.process.linesLogged;
    const { mayRead, seeds } = customersOf(scenario, 'scenario');
    this.system = new LiveSystem(stack, { tag, mayRead, seeds }, signal);
    this.sampler = new Sampler(this.system, mayRead);
  }

  /** Rejects only if the signal is aborted; the scenario has no result then. */
  static async run(
    scenario: Scenario,
    stack: LiveStack,
    tag: string,
    check: CheckInvariants,
    signal: AbortSignal,
  ): Promise<ScenarioResult> {
    const unprepared = await prepareStack(scenario, stack, tag, signal);
    const unread = await beginHistory(stack);
    const logs = await ScenarioLogs.begin(stack);
    const run = new ScenarioRun(scenario, stack, tag, check, signal, logs);
    run.counters = await CountedByServices.begin(run.system);
    run.before = await measureBefore(stack);
    // One copy that an earlier scenario left deaf, and this one the other, and no message arrives.
    await stack.lab.resetSilent();
    run.voids.push(...[...unprepared, ...unread].map((failure) => `Before the scenario: ${failure}`));
    return run.finish();
  }

  private async finish(): Promise<ScenarioResult> {
    const { system, stack, sampler, signal } = this;
    if (this.voids.length === 0) {
      const acted = await attemptScenario(() => this.scenario.run(system), signal);
      this.voids.push(...acted.voids);
      this.assertions.push(...acted.assertions);
    }
    await sampler.stop();
    signal.throwIfAborted();
    await system.lab.refresh();
    this.faults.push(...(await tryToHeal(system, stack)));
    signal.throwIfAborted();
    const healedAt = now();
    const { quietAt, ledgers } = await this.untilQuiet();
    this.faults.push(...stack.process.unexpectedExits(this.linesBefore));
    await untilGivenUp(this.scenario, () => wireOf(system, stack, this.scenario, healedAt), signal);
    await this.checkSockets();
    const recorded = await this.recorded();
    this.voids.push(
      ...(this.scenario.mayMiss === true
        ? []
        : misses(system.lab.strikes, system.lab.faults, system.simulator.seen)),
      ...nothingAcknowledged(this.scenario, system, ledgers),
      ...nothingGivenUp(this.scenario, wireOf(system, stack, this.scenario, healedAt)),
    );
    const atRest = quietAt === undefined ? undefined : await askAtRest(this, ledgers.responses);
    this.faults.push(...(atRest?.faults ?? []));
    const evidence = {
      ...this.evidence(healedAt, quietAt, ledgers),
      ...recorded,
      ...atRest?.asked,
    };
    if (system.simulator.isAhead) stack.condemned = "the provider's clock was moved";
    if (this.faults.length > 0) stack.condemned = this.faults[0];
    stack.isProven = this.faults.length === 0;
    return resultOf({
      scenario: this.scenario,
      system,
      portBase: stack.process.portBase,
      evidence,
      findings: {
        voids: this.voids,
        assertions: this.assertions,
        faults: this.faults,
        invariants: this.check(evidence),
      },
    });
  }

  /** After healing: quiet within its time limit, an order at every instance, and quiet again. */
  private async untilQuiet(): Promise<Quiescence> {
    const { system, stack, sampler, signal } = this;
    const timeoutMs = this.scenario.livenessMs ?? defaultLivenessMs;
    await Promise.race([system.settled(), pause(timeoutMs, signal)]);
    const first = await awaitQuiescence(system, {
      timeoutMs,
      signal,
      shop: (round) => shop(system, stack, round),
    });
    sampler.record(first.ledgers);
    if (first.quietAt === undefined) {
      this.faults.push(
        `Still busy ${timeoutMs / 1_000} s after healing: ${first.unfinished.slice(0, 5).join('; ')}`,
      );
      return first;
    }
    await system.readOrders();
    const failures = await probe(system, stack, signal);
    this.faults.push(...failures.map((failure) => `${probeFailed}${failure}`));
    const second = await awaitQuiescence(system, {
      timeoutMs: afterProbeOf(this.scenario, system.lab.strikes),
      signal,
      shop: (round) => shop(system, stack, round),
    });
    if (second.quietAt === undefined)
      this.faults.push(`Still busy after the probe: ${second.unfinished.slice(0, 5).join('; ')}`);
    return { ...second, quietAt: first.quietAt };
  }

  /** Repairs are counted first, so that the history has the record of each. */
  private async recorded(): Promise<
    Pick<Evidence, 'history' | 'counts' | 'logs' | 'secrets' | 'repairsCounted' | 'impossibleBreakerChanges'>
  > {
    const counted = await this.counters?.end();
    const [{ faults, ...history }, read] = await Promise.all([historyOf(this.stack), this.logs.read()]);
    this.faults.push(...faults, ...read.faults);
    return { ...read.logged, ...history, ...counted };
  }

  /** No strike can hit a message that bypasses the lab. */
  private async checkSockets(): Promise<void> {
    const { bypassing, unknown } = await this.stack.process.socketsThatBypass();
    this.voids.push(...bypassing.map(bypassesTheLab));
    if (unknown !== undefined)
      this.system.note(`Cannot check for connections that bypass the lab: ${unknown}`);
  }

  private evidence(healedAt: number, quietAt: number | undefined, ledgers: Ledgers): Evidence {
    const { scenario, system, stack, sampler } = this;
    return {
      ...wireOf(system, stack, scenario, healedAt),
      scenario,
      withoutServices: stack.absentServices,
      startedAt: system.startedAt,
      quietAt,
      ledgers,
      samples: sampler.samples,
      shopUrl,
      contracts,
      breakerReadings: sampler.breakerReadings,
      readiness: sampler.readiness,
      calledDirectly: system.calledDirectly,
      strikes: system.lab.strikes,
      faults: system.lab.faults,
    };
  }
}
