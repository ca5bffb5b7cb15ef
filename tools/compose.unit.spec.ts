import { repositoryRoot } from '@holdfast/local-stack';
import { describeCompose } from './compose.fixture.ts';

describeCompose('docker-compose.yml', repositoryRoot);
