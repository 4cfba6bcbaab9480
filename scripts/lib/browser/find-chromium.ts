import { existsSync } from 'node:fs';

/** Where systems put Chromium and Chrome. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * @returns the program that `CHROMIUM` names, or the first that is installed
 * @throws Error with the command that installs one
 */
export function findChromium(): string {
  const program = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (program !== undefined && existsSync(program)) return program;
  throw new Error(
    `Cannot find ${program ?? 'Chromium or Chrome'}: install it (sudo apt-get install chromium), or set CHROMIUM to its path`,
  );
}
