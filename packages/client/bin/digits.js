#!/usr/bin/env node
import { existsSync } from 'node:fs';

// The package has it; a copy of the repository has to build it first.
const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error(
    'Cannot start: it is not built; run `npm run build --workspace digits-client` in the repository',
  );
  process.exitCode = 1;
}
