/** The address of a socket on this server, from the path that came with a ticket. */
export function socketUrl(address: string): string {
  const url = new URL(address, location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
