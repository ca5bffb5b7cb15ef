import { repositoryRoot } from '@holdfast/local-stack';
import { describeSecrets } from './compose-secrets.fixture.ts';

describeSecrets('the secrets of docker compose', repositoryRoot);
