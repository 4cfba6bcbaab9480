import path from 'node:path';
import { createCommand, runCommand } from './lib/run-command';
import { buildBundle, ROOT } from './lib/serve/production-bundle';
import { addServer } from './lib/serve/standalone/add-server';

/** wrangler.toml names `dist/assets`. */
const FOLDER = path.join(ROOT, 'dist');

const command = createCommand(
  'build',
  'Builds the server into dist/: `node dist/serve.js` serves the API, here or in a copy of the folder',
);

await runCommand(command, async () => {
  const { gzippedKib } = await buildBundle({ folder: FOLDER });
  await addServer(FOLDER);
  console.log(`Built dist/ (Worker: ${gzippedKib} KiB gzipped). To serve it: node dist/serve.js`);
});
