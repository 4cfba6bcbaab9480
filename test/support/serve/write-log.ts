import { LogFile } from '../../../scripts/lib/serve/log-file';

// Writes a numbered line into the file every millisecond until stdin ends; SIGHUP opens the file anew.
const log = new LogFile({ path: process.argv[2]!, maxBytes: 0, keep: 0, warn: console.error });
process.on('SIGHUP', () => log.reopen());
let number = 0;
const writing = setInterval(() => log.write(`${number++}`), 1);
process.stdin.resume().once('end', async () => {
  clearInterval(writing);
  await log.close();
  console.log(number);
});
