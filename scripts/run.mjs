// Runs a command of this folder: `node scripts/run.mjs train --help` runs train.ts. Within one process, so that signals
// arrive where they are handled.
import './check-node.mjs';

const script = new URL(`./${process.argv[2]}.ts`, import.meta.url);
process.argv.splice(1, 2, script.pathname);

const { register } = await import('tsx/esm/api').catch(() => {
  console.error('Cannot find the packages that this needs: run `npm ci`');
  process.exit(1);
});
register();
await import(script.href);
