import { createCommand } from './lib/run-command';
import { buildBundle, ROOT } from './lib/serve/production-bundle';
import { runService } from './lib/serve/service';

const command = createCommand(
  'start',
  'Builds the API and serves it; docs/settings.md lists the environment variables it reads',
)
  .option('--dev', 'keep names in the bundle, for readable stack traces')
  .parse();
const { dev } = command.opts<{ readonly dev?: true }>();

await runService({
  base: ROOT,
  build: (say) => {
    say('Building the production bundle …');
    return buildBundle({ minify: dev !== true });
  },
});
