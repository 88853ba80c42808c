import { err, ok, type Result } from "@/lib/result";

const reserved = new Set(
  "www api app admin static files status mail ns help blog console entrar registro precios legal developers quote pay invoice book menu track q healthz readyz metrics".split(
    " ",
  ),
);

/** A slug is a look-up, never an identifier: 3–40 of `[a-z0-9-]`, folded from the name. */
export function slugFrom(name: string): string {
  const folded = name
    .normalize("NFKD")
    .replace(/[̀-ͯ]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return folded.length >= 3 ? folded : `negocio-${folded || "nuevo"}`;
}

export function checkSlug(slug: string): Result<string, "slug_taken"> {
  const wellFormed = /^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/.test(slug) && !slug.includes("--") && !slug.startsWith("xn-");
  return wellFormed && !reserved.has(slug) ? ok(slug) : err("slug_taken");
}

/** Tries, in order, for a name somebody already has. */
export const slugCandidates = (name: string, suffix: string): string[] => {
  const base = slugFrom(name);
  return [base, ...[2, 3, 4].map((n) => `${base.slice(0, 37)}-${n}`), `${base.slice(0, 33)}-${suffix}`];
};
