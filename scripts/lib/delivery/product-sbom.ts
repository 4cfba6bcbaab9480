/** The parts of a bill of materials in CycloneDX that we read; the rest is passed on. */
interface Sbom {
  readonly components: readonly Component[];
  readonly dependencies: readonly Dependency[];
}

interface Component {
  readonly 'bom-ref': string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

/** How npm marks what only development needs. */
const DEVELOPMENT = 'cdx:npm:package:development';

/**
 * Leaves out of a bill of materials what only builds and tests the product. `npm sbom --omit dev` (11.19) would leave out what
 * tools and product share as well: tfjs' core, for one.
 *
 * @param sbom all packages, as `npm sbom --sbom-format cyclonedx` prints them
 */
export function productSbom<T extends Sbom>(sbom: T): T {
  const tools = new Set(sbom.components.filter(isTool).map((component) => component['bom-ref']));
  const dependencies = sbom.dependencies
    .filter(({ ref }) => !tools.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => !tools.has(other)) }));
  return { ...sbom, components: sbom.components.filter((component) => !isTool(component)), dependencies };
}

function isTool({ properties = [] }: Component): boolean {
  return properties.some(({ name }) => name === DEVELOPMENT);
}
