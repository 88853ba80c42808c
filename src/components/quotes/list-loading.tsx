import { Skeleton, Stack } from "@/components/ui";

const rows = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** The list's own geometry while its rows come. */
export function ListLoading() {
  return (
    <Stack aria-busy="true">
      <Skeleton className="h-8 w-48" />
      <Skeleton className="h-(--row) w-full max-w-md" />
      <div className="flex flex-col rounded-lg border border-line bg-surface">
        {rows.map((row) => (
          <div key={row} className="flex h-(--row) items-center gap-4 border-b border-line px-(--pad) last:border-b-0">
            <Skeleton className="w-20" />
            <Skeleton className="w-40" />
            <Skeleton className="ml-auto w-24" />
          </div>
        ))}
      </div>
    </Stack>
  );
}
