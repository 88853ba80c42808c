import { formatPhone } from "@/lib/format";
import { Avatar } from "../ui/avatar";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";

/** A name, never a bare id; without a name, the phone it writes from. */
export function Person({
  name,
  phone,
  href,
  size = "sm",
  className,
}: {
  name: string | null;
  phone?: string | null;
  href?: string;
  size?: "sm" | "md" | "lg";
  className?: string;
}) {
  const shown = name ?? (phone ? formatPhone(phone) : "—");
  return (
    <span className={cn("inline-flex min-w-0 items-center gap-2", className)}>
      <Avatar name={shown} size={size} />
      {href ? (
        <Link quiet href={href} className="truncate pointer-coarse:leading-11">
          {shown}
        </Link>
      ) : (
        <span className="truncate">{shown}</span>
      )}
    </span>
  );
}

export function Phone({ value, className }: { value: string; className?: string }) {
  return (
    <a href={`tel:${value}`} className={cn("tabular-nums whitespace-nowrap hover:underline", className)}>
      {formatPhone(value)}
    </a>
  );
}
