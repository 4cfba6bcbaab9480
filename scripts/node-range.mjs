// Plain JavaScript that old versions of Node.js read, too: it runs before anything else is loaded.

/**
 * Ends the process with one line unless this is a supported version of Node.js.
 *
 * @param {string} range `engines.node` of package.json
 */
export function refuseUnsupported(range) {
  if (isSupported(process.versions.node, range)) return;
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
