import { type Moment } from '../experiment.ts';
import { type MomentKind } from '../scene.ts';
import { answer } from './answer.ts';
import { breaker } from './breaker.ts';
import { emails } from './emails.ts';
import { ledger } from './ledger.ts';
import { order } from './order.ts';
import { outbox } from './outbox.ts';
import { peak } from './peak.ts';
import { process } from './process.ts';
import { strike } from './strike.ts';
import { wire } from './wire.ts';

type Kinds = { readonly [Kind in Moment['kind']]: MomentKind<Extract<Moment, { kind: Kind }>> };

const kinds: Kinds = { answer, breaker, emails, ledger, order, outbox, peak, process, strike, wire };

export const kindOf = (moment: Moment): MomentKind<Moment> => kinds[moment.kind] as MomentKind<Moment>;
