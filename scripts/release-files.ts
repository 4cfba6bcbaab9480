import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { productSbom } from './lib/delivery/product-sbom';
import { releaseNotes } from './lib/delivery/release-notes';
import { createCommand, runCommand } from './lib/run-command';
import { ROOT } from './lib/serve/production-bundle';
import { UserError } from './lib/user-error';

const FOLDER = 'dist/release';

interface Options {
  readonly tag: string;
}

function writeReleaseFiles({ tag }: Options): void {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  if (tag !== `v${version}`) {
    throw new UserError(`Cannot release ${tag}: package.json has version ${version}; tag it v${version}`);
  }
  mkdirSync(path.join(ROOT, FOLDER), { recursive: true });
  write('notes.md', releaseNotes(read('CHANGELOG.md'), version));
  write('sbom.cdx.json', readSbom());
  console.log(`Wrote notes.md and sbom.cdx.json to ${FOLDER}`);
}

/** What the service is made of, as the lock file has it. */
function readSbom(): string {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
  const all = execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 });
  return `${JSON.stringify(productSbom(JSON.parse(all)), null, 2)}\n`;
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

function write(name: string, content: string): void {
  writeFileSync(path.join(ROOT, FOLDER, name), content);
}

const command = createCommand(
  'release:files',
  `Writes what a release on GitHub has besides the code into ${FOLDER}: notes from CHANGELOG.md, and an SBOM in CycloneDX`,
).requiredOption('--tag <tag>', 'tag of the release: v and the version in package.json');
await runCommand<Options>(command, writeReleaseFiles);
