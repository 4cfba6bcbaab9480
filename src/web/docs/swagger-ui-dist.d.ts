/** The part of Swagger UI that the docs page uses: the package brings no types. */
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  /** Which media type was chosen for the body of an operation. */
  interface RequestContentType {
    readonly value: string;
    readonly pathMethod: readonly [path: string, method: string];
  }

  /** A component of Swagger UI's own, and the properties that are read or set here. */
  type Component<Props> = (props: Props) => unknown;
  interface FieldProps {
    readonly required?: boolean;
    readonly dispatchInitialValue?: boolean;
    readonly value?: unknown;
  }
  interface IncludeEmptyProps {
    readonly isIncludedOptions: Readonly<Record<string, unknown>>;
  }

  /** What Swagger UI hands to a plugin: its own React, and the actions of its stores. */
  interface System {
    readonly React: {
      createElement<Props>(type: string | Component<Props>, props: Props, ...children: unknown[]): unknown;
      useRef<T>(initial: T): { current: T };
      useEffect(effect: () => void, dependencies: readonly unknown[]): void;
    };
    readonly oas3Actions: {
      setRequestBodyValue(change: {
        readonly value: undefined;
        readonly pathMethod: RequestContentType['pathMethod'];
      }): void;
    };
  }

  /** The parts of Swagger UI that a plugin replaces. */
  interface Plugin {
    readonly wrapComponents: {
      readonly DeepLink: () => Component<{ readonly text: string }>;
      readonly JsonSchemaForm: (original: Component<FieldProps>) => Component<FieldProps>;
      readonly ParameterIncludeEmpty: (
        original: Component<IncludeEmptyProps>,
      ) => Component<IncludeEmptyProps>;
    };
    readonly statePlugins: {
      readonly oas3: {
        readonly wrapActions: {
          readonly setRequestContentType: (
            original: (choice: RequestContentType) => unknown,
          ) => (choice: RequestContentType) => unknown;
        };
      };
    };
  }

  /** Renders the document into an element (https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/). */
  export default function SwaggerUI(options: {
    readonly url: string;
    readonly domNode: HTMLElement;
    readonly deepLinking: boolean;
    readonly tryItOutEnabled: boolean;
    readonly syntaxHighlight: { readonly theme: string };
    readonly plugins: readonly ((system: System) => Plugin)[];
  }): void;

  export type { Plugin, System };
}
