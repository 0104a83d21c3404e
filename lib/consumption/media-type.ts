/** A content type without its parameters, in lower case. @see RFC 9110, section 8.3.1 */
export function mediaTypeOf(contentType: string): string {
  const end = contentType.indexOf(';');
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}
