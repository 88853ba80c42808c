import { cn } from "./cn";

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  return `${words[0]?.[0] ?? ""}${words.length > 1 ? (words.at(-1)?.[0] ?? "") : ""}`.toUpperCase();
}

/** Decoration beside a written name; alone it needs `labelled`. */
export function Avatar({
  name,
  size = "md",
  labelled = false,
  className,
}: {
  name: string;
  size?: "sm" | "md" | "lg";
  labelled?: boolean;
  className?: string;
}) {
  const sizes = { sm: "size-6 text-xs", md: "size-8 text-sm", lg: "size-12 text-xl" };
  return (
    <span
      className={cn(
        "inline-flex shrink-0 items-center justify-center rounded-full bg-brand-soft font-semibold text-on-brand-soft",
        sizes[size],
        className,
      )}
    >
      <span aria-hidden>{initialsOf(name)}</span>
      {labelled ? <span className="sr-only">{name}</span> : null}
    </span>
  );
}
