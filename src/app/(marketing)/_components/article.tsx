import type { ReactNode } from "react";

export type Section = { title: string; paragraphs: readonly string[]; code?: string };

/** A page that is read: one column, one measure. */
export function Article({
  title,
  lead,
  sections,
  children,
}: {
  title: string;
  lead: string;
  sections: readonly Section[];
  children?: ReactNode;
}) {
  return (
    <article className="mx-auto flex max-w-3xl flex-col gap-8 px-4 py-8 text-lg md:py-14">
      <header className="flex flex-col gap-3">
        <h1 className="text-4xl">{title}</h1>
        <p className="text-xl text-ink-2">{lead}</p>
      </header>
      {sections.map(({ title: heading, paragraphs, code }) => (
        <section key={heading} className="flex flex-col gap-3">
          <h2 className="text-2xl">{heading}</h2>
          {paragraphs.map((paragraph) => (
            <p key={paragraph} className="max-w-(--measure)">
              {paragraph}
            </p>
          ))}
          {code ? (
            <section
              aria-label={heading}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls must be reachable without a mouse.
              tabIndex={0}
              className="overflow-x-auto rounded-lg border border-line bg-surface-sunken p-4"
            >
              <pre className="font-mono text-md">{code}</pre>
            </section>
          ) : null}
        </section>
      ))}
      {children}
    </article>
  );
}
