export function refuseUnsupported(range: string): void;
export function isSupported(version: string, range: string): boolean;
