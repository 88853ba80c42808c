import NextLink from "next/link";

export function Wordmark() {
  return (
    <NextLink
      href="/"
      className="flex items-center gap-2 rounded-md font-heading text-2xl font-semibold tracking-tight"
    >
      {/* biome-ignore lint/performance/noImgElement: a static vector needs no image service. */}
      <img src="/icon.svg" alt="" width="32" height="32" />
      mostrador
    </NextLink>
  );
}
