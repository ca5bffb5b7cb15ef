import { repositoryRoot } from '@holdfast/local-stack';
import { describeEveryPlace } from './every-place.fixture.ts';

describeEveryPlace('in this repository', repositoryRoot);
