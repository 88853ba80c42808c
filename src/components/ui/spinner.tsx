import { LoaderCircle } from "lucide-react";
import { cn } from "./cn";

export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle strokeWidth={1.75} aria-hidden className={cn("spinning size-(--icon) shrink-0", className)} />;
}
