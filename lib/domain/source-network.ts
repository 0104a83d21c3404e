/**
 * Whom an address belongs to, as far as it tells: of IPv6 a subscriber has at least the 64 bits of an interface to choose
 * from, so only the other half counts.
 *
 * @see RFC 4291, section 2.5.4
 */
export function sourceNetwork(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [front = '', back] = address.split('::');
  const groups = front === '' ? [] : front.split(':');
  if (back !== undefined) {
    const following = back === '' ? [] : back.split(':');
    const zeros = Math.max(0, 8 - groups.length - following.length);
    groups.push(...Array<string>(zeros).fill('0'), ...following);
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}
