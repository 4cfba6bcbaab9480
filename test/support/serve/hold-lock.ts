import { lockStorage } from '../../../scripts/lib/serve/storage-lock';

// Locks the folder at the moment given, as near together with its rivals as processes can be, and holds it until stdin
// ends.
const [folder, moment] = process.argv.slice(2) as [string, string];
process.stdin.once('end', () => lock?.release()).resume();
while (Date.now() < Number(moment)) {
  // A timer would be late by milliseconds.
}
const lock = await lockStorage({ folder, address: 'http://localhost:8000', warn: console.error }).catch(
  (error: Error) => {
    console.log(error.message);
    process.exit(1);
  },
);
console.log('locked');
