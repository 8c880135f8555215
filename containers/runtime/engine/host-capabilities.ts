const sysResourceBit = 24n;

/**
 * Whether processes on this host may hold CAP_SYS_RESOURCE, read from the text of /proc/self/status.
 * Some sandboxes take it away; runc then refuses every privileged container. True when the text does not say.
 */
export function hasSysResource(procStatus: string): boolean {
  const mask = /^CapBnd:\s*([0-9a-f]+)$/im.exec(procStatus)?.[1];
  if (mask === undefined) return true;
  return ((BigInt(`0x${mask}`) >> sysResourceBit) & 1n) === 1n;
}
