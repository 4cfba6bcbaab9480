import { signal } from '@preact/signals';

/** The ink's colour in the colours that the system prefers, light or dark. */
export const inkColour = signal('#000');

/** Follows the system's preference. */
export function followTheme(): void {
  const read = () => {
    const probe = document.createElement('span');
    probe.className = 'ink-probe';
    document.body.append(probe);
    inkColour.value = getComputedStyle(probe).color;
    probe.remove();
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', read);
  read();
}
