import { aLedger } from '../../invariants/evidence.fixture.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { Cast } from '../cast.ts';
import { type Moment } from '../experiment.ts';
import { FakeStage } from '../fake-stage.fixture.ts';
import { Scene } from '../scene.ts';
import { kindOf } from './index.ts';

/** A moment without its words and its bound. */
export type Bare<M> = M extends Moment ? Omit<M, 'id' | 'text' | 'withinMs'> : never;

/** A scene whose step has begun, with Ada and Grace on it. */
export class SceneFixture {
  readonly stage = new FakeStage();
  readonly cast = new Cast(this.stage);
  readonly scene = new Scene(this.stage, this.cast);

  static async begun(): Promise<SceneFixture> {
    const fixture = new SceneFixture();
    fixture.cast.one('Ada');
    fixture.cast.one('Grace');
    await fixture.scene.rememberProcesses();
    fixture.scene.begin('step');
    return fixture;
  }

  read(ledgers: Partial<Ledgers>): void {
    this.stage.ledgers = () => Promise.resolve(aLedger(ledgers));
  }

  /** The detail of what is seen; an objection in parentheses. */
  async look(bare: Bare<Moment>): Promise<string | null> {
    const moment = { id: 'm', text: 'M.', withinMs: 1_000, ...bare } as Moment;
    const seen = await kindOf(moment).look(moment, this.scene);
    return typeof seen === 'string' ? `(${seen})` : seen.detail;
  }
}
