// Ends the process with one line where Node.js is not one that package.json names. Plain JavaScript that old versions
// read too: it runs before anything else is loaded.
import { readFileSync } from 'node:fs';

/** The versions that the dependencies can run on. */
const range = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).engines.node;

if (!isSupported(process.versions.node, range)) {
  console.error(`Cannot run on Node.js ${process.versions.node}: install ${range}, see https://nodejs.org`);
  process.exit(1);
}

/**
 * @param {string} version such as `20.19.0`
 * @param {string} range of `^` and `>=` versions, parted by `||`
 */
export function isSupported(version, range) {
  const [major, minor] = version.split('.').map(Number);
  return range.split('||').some((part) => {
    const [, operator, lowestMajor, lowestMinor] = /(\^|>=)(\d+)\.(\d+)/.exec(part);
    if (major === Number(lowestMajor)) return minor >= Number(lowestMinor);
    return operator === '>=' && major > Number(lowestMajor);
  });
}
