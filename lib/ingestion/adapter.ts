/** Hono's name of this protocol adapter, in tenants' `adapters` and in `orig_adapter`. */
export const HTTP_ADAPTER = 'hono-http';
