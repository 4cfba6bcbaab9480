/** Files that the bundler hands over as text; the rule is in wrangler.toml. */
declare module 'swagger-ui-dist/*' {
  const text: string;
  export default text;
}
