import { signal } from '@preact/signals';

const DARK = matchMedia('(prefers-color-scheme: dark)');

/** What the system prefers. */
export const scheme = signal<'light' | 'dark'>(DARK.matches ? 'dark' : 'light');

DARK.addEventListener('change', ({ matches }) => {
  scheme.value = matches ? 'dark' : 'light';
});

/**
 * A colour of the current scheme, for what is painted by scripts. Reading it within an effect follows the scheme.
 * @param token its name in tokens.css, without the hyphens
 */
export function colourOf(token: string): string {
  void scheme.value;
  const probe = document.createElement('span');
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
