// First: it ends the process where nothing below could run.
import './require-node';
import { Command } from 'commander';
import { openBundle } from '../bundle';
import { runService } from '../service';

/** `dist/serve.js`: serves the bundle beside it, from wherever it was copied to. */
new Command('node serve.js')
  .description('Serves the API; docs/settings.md lists the environment variables it reads')
  .parse();

await runService({ base: process.cwd(), build: async () => openBundle(import.meta.dirname) });
