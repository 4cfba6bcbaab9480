/** The part of a package.json that is kept. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  /** Packages with an install script, and whether npm runs it. */
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

/** A package-lock.json, version 3. */
export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * A package.json with only some of the packages, and the part of a package-lock.json that belongs to it, so that `npm ci`
 * installs the same versions with the same checksums.
 *
 * @throws Error if the lock has no such package
 */
export function pickPackages(manifest: Manifest, lock: Lock, names: readonly string[]) {
  const packages: Record<string, LockedPackage> = {};
  const add = (name: string) => {
    const key = `node_modules/${name}`;
    const locked = lock.packages[key];
    if (locked === undefined) throw new Error(`Cannot find ${name} in package-lock.json`);
    if (key in packages) return;
    const { dev: _, ...kept } = locked;
    packages[key] = kept;
    for (const needed of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })) add(needed);
  };
  for (const name of names) add(name);
  const dependencies = Object.fromEntries(
    names.map((name) => [name, lock.packages[`node_modules/${name}`]!.version!]),
  );
  const { name, version, description, license, engines } = manifest;
  const allowScripts = Object.fromEntries(
    Object.entries(manifest.allowScripts).filter(([script]) => names.includes(script)),
  );
  const shared = { name, version, license, engines, dependencies };
  return {
    manifest: { ...shared, description, private: true, type: 'module', allowScripts },
    lock: { name, version, lockfileVersion: 3, requires: true, packages: { '': shared, ...packages } },
  };
}
