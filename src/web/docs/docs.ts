// Starts Swagger UI on the page that `GET /docs` sends, and repairs its accessibility (WCAG 2.2, A and AA) wherever it
// renders.
import SwaggerUI, { type Plugin, type System } from 'swagger-ui-dist/swagger-ui-es-bundle.js';

const root = document.getElementById('swagger-ui')!;

const plugin = ({ React, oas3Actions }: System): Plugin => ({
  wrapComponents: {
    // Swagger UI makes the path a link inside the button that opens the operation.
    DeepLink: () => (props) => React.createElement('span', { className: 'nostyle' }, props.text),
    // Swagger UI fills the optional fields of a form with the first value that each may have, another model and
    // other detail than the service gives by itself; and what is empty it sends as such.
    JsonSchemaForm: (Original) => (props) => {
      const isFirst = React.useRef(true);
      React.useEffect(() => {
        isFirst.current = false;
      }, []);
      const isUnfilled = isFirst.current && props.dispatchInitialValue && !props.required;
      return React.createElement(Original, isUnfilled ? { ...props, value: '' } : props);
    },
    ParameterIncludeEmpty: (Original) => (props) =>
      React.createElement(Original, {
        ...props,
        isIncludedOptions: { ...props.isIncludedOptions, defaultValue: false },
      }),
  },
  statePlugins: {
    oas3: {
      wrapActions: {
        // Swagger UI keeps what was entered for one media type when another is chosen: a form as JSON.
        setRequestContentType: (original) => (choice) => {
          const action = original(choice);
          oas3Actions.setRequestBodyValue({ value: undefined, pathMethod: choice.pathMethod });
          return action;
        },
      },
    },
  },
});

/** What a field is for, by what surrounds it. */
function nameOf(field: Element): string {
  const row = field.closest<HTMLElement>('[data-param-name], [data-property-name]');
  const name = row?.dataset.paramName ?? row?.dataset.propertyName;
  if (name !== undefined) return name;
  if (field.closest('.servers')) return 'Server';
  if (field.closest('.examples-select')) return 'Example';
  if (field.closest('.content-type-wrapper, .body-param-content-type')) return 'Media type';
  return 'Request body';
}

function addRegion(selector: string, name: string): void {
  const part = root.querySelector(selector);
  part?.setAttribute('role', 'region');
  part?.setAttribute('aria-label', name);
}

function repair(): void {
  for (const field of root.querySelectorAll('select, input, textarea')) {
    if (!field.hasAttribute('aria-label')) field.setAttribute('aria-label', nameOf(field));
  }
  // What scrolls has to be reached by the keyboard.
  for (const text of root.querySelectorAll('pre')) text.tabIndex = 0;
  // Below the title Swagger UI goes on with the third level.
  for (const heading of root.querySelectorAll('h3, h4, h5, h6')) {
    heading.setAttribute('aria-level', String(Number(heading.tagName[1]) - 1));
  }
  // A table that says it is a region is no table, and one of many regions without a name.
  for (const table of root.querySelectorAll('table[role=region]')) table.removeAttribute('role');
  // The dialog for keys leaves a level out; its buttons are named otherwise than they read, or not at all.
  for (const heading of root.querySelectorAll('.modal-ux h6')) heading.setAttribute('aria-level', '4');
  for (const button of root.querySelectorAll('.modal-ux button')) {
    button.setAttribute('aria-label', button.textContent || 'Close');
  }
  addRegion('.information-container', 'About');
  addRegion('.scheme-container', 'Server');
}

/** Swagger UI's dark colours, where the system prefers them. */
function followScheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
  dark.addEventListener('change', apply);
  apply();
}

followScheme();
new MutationObserver(repair).observe(root, { childList: true, subtree: true });

SwaggerUI({
  url: 'openapi.json',
  domNode: root,
  deepLinking: true,
  tryItOutEnabled: true,
  syntaxHighlight: { theme: 'obsidian' },
  plugins: [plugin],
});
