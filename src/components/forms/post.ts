/** The way a form reaches the server; kept here so that pages import forms, not the transport. */
export { type Answer, mutate, newIdempotencyKey, signIn, signOut } from "@/lib/browser/rpc";
