import { createRequire } from 'node:module';

/** The executable itself: the package's command is a Node script around it. */
export function workerdBinary(): string {
  const require = createRequire(import.meta.url);
  return (require('workerd') as { default: string }).default;
}
