import { SITE } from '../strings';

/** Pages by their address, relative to the root of the service. */
const ADDRESSES = { playground: './', dashboard: 'dashboard', docs: 'docs' } as const satisfies Record<
  keyof typeof SITE.pages,
  string
>;

export type PageName = keyof typeof ADDRESSES;

/** The name of the service and the way to its pages, which are all at its root. */
export function Masthead({ current }: { readonly current: PageName }) {
  return (
    <header class="masthead">
      <p class="name">{SITE.name}</p>
      <nav aria-label={SITE.navigation}>
        <ul>
          {Object.entries(ADDRESSES).map(([name, address]) => (
            <li key={name}>
              <a href={address} aria-current={name === current ? 'page' : undefined}>
                {SITE.pages[name as PageName]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}
