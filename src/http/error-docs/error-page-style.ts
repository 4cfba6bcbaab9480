/** Style sheet of the page about errors. All contrasts are at least 4.5 to 1 (WCAG 2.2, 1.4.3), in light and dark mode. */
export const ERROR_PAGE_STYLE = `:root {
  color-scheme: light dark;
  --text: light-dark(#1c1f26, #e6e8ee);
  --quiet: light-dark(#4d5362, #a9b0c0);
  --link: light-dark(#1a5fa8, #8ab8f0);
  --line: light-dark(#d5d9e2, #3a4050);
  --paper: light-dark(#fff, #14171d);
  --code: light-dark(#f1f3f7, #1f242d);
}

body {
  max-width: 46rem;
  margin: 0 auto;
  padding: 1.5rem 1rem 4rem;
  background: var(--paper);
  color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif;
}

/* Below the underscores of the codes. */
a {
  color: var(--link);
  text-underline-offset: 0.3em;
}

code,
pre {
  font-family: ui-monospace, monospace;
  font-size: 0.9em;
}

pre {
  padding: 0.75rem 1rem;
  border-radius: 0.375rem;
  background: var(--code);
  overflow-wrap: anywhere;
  white-space: pre-wrap;
}

section {
  margin-top: 2.5rem;
  border-top: 1px solid var(--line);
}

h2 {
  margin: 1.25rem 0 0;
  font-size: 1.25rem;
  scroll-margin-top: 1rem;
}

h2:target {
  background: light-dark(#fff3bf, #4a4010);
}

.status,
dt {
  color: var(--quiet);
}

.status {
  margin: 0 0 1rem;
}

dt {
  margin-top: 0.5rem;
  font-size: 0.875rem;
}

dd {
  margin: 0;
}

.codes ul {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1.25rem;
  margin: 0;
  padding: 0;
  list-style: none;
}
`;
