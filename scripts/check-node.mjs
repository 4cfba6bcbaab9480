// Ends the process with one line where Node.js is not one that package.json names.
import { readFileSync } from 'node:fs';
import { refuseUnsupported } from './node-range.mjs';

refuseUnsupported(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).engines.node);
