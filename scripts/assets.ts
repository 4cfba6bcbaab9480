import { buildAssets } from './lib/assets/build-assets';
import { createCommand, runCommand } from './lib/run-command';

const command = createCommand(
  'assets',
  'Builds the pages of src/web into dist/assets; wrangler runs it before each build, npm test before the tests',
);
await runCommand(command, () => buildAssets());
