// Starts Swagger UI on the page that `GET /docs` sends, and mends what assistive technology trips over (WCAG 2.2, A
// and AA) wherever Swagger UI renders.

const root = document.getElementById('swagger-ui');

const plugin = ({ React, oas3Actions }) => ({
  wrapComponents: {
    // Swagger UI makes the path a link inside the button that opens the operation.
    DeepLink: () => (props) => React.createElement('span', { className: 'nostyle' }, props.text),
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
function nameOf(field) {
  const row = field.closest('[data-param-name], [data-property-name]');
  if (row) return row.dataset.paramName ?? row.dataset.propertyName;
  if (field.closest('.servers')) return 'Server';
  if (field.closest('.examples-select')) return 'Example';
  if (field.closest('.content-type-wrapper, .body-param-content-type')) return 'Media type';
  return 'Request body';
}

function addRegion(selector, name) {
  const part = root.querySelector(selector);
  part?.setAttribute('role', 'region');
  part?.setAttribute('aria-label', name);
}

function mend() {
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
  addRegion('.information-container', 'About');
  addRegion('.scheme-container', 'Server');
}

new MutationObserver(mend).observe(root, { childList: true, subtree: true });

SwaggerUIBundle({
  url: 'openapi.json',
  domNode: root,
  deepLinking: true,
  tryItOutEnabled: true,
  syntaxHighlight: { theme: 'obsidian' },
  plugins: [plugin],
});
