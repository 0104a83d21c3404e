/** Says what invokes it. */
export async function handler(event: unknown): Promise<void> {
  console.log(JSON.stringify(event));
}
