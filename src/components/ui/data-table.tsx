"use client";

import NextLink from "next/link";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { useT } from "@/lib/i18n/client";
import { Button } from "./button";
import { cn } from "./cn";
import { Skeleton } from "./feedback";
import { Table, TableFrame, Td, Th, Tr } from "./table";

export type Column<Row> = {
  key: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  numeric?: boolean;
  /** Left out under 768 px, where `summary` shows what matters in two lines. */
  wideOnly?: boolean;
  className?: string;
};

export type DataTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The row's own name, for its checkbox. */
  rowName?: (row: Row) => string;
  /** Where a row leads: its first cell becomes the link. */
  rowHref?: (row: Row) => string;
  /** The two lines of a row on a phone; without it the table scrolls sideways. */
  summary?: (row: Row) => ReactNode;
  selection?: { chosen: ReadonlySet<string>; onChange: (chosen: ReadonlySet<string>) => void };
  /** What can be done to the chosen rows. */
  selectionActions?: ReactNode;
  empty?: ReactNode;
  error?: ReactNode;
  isLoading?: boolean;
  hasMore?: boolean;
  isLoadingMore?: boolean;
  onLoadMore?: () => void;
};

const SKELETON_ROWS = ["a", "b", "c", "d", "e", "f"];

/** Loading, empty, error and ready, in one geometry. Pages by «Cargar más», never by number. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, summary, selection, selectionActions, empty, error, isLoading = false } = props;
  const t = useT();
  const body = useRef<HTMLTableSectionElement>(null);
  const isEmpty = !isLoading && rows.length === 0;

  if (isEmpty && error) return error;
  if (isEmpty && empty) return empty;
  return (
    <div className="flex flex-col gap-3">
      {error}
      {selection && selection.chosen.size > 0 ? (
        <div role="status" className="flex flex-wrap items-center gap-2 rounded-md bg-surface-selected px-3 py-1">
          <span className="font-semibold">{t("common.selected", { count: selection.chosen.size })}</span>
          {selectionActions}
          <Button size="sm" variant="ghost" onClick={() => selection.onChange(new Set())}>
            {t("common.clear")}
          </Button>
        </div>
      ) : null}
      {summary ? (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface md:hidden">
          {rows.map((row) => (
            <li key={rowKey(row)} className="px-3 py-2">
              <RowLink row={row} rowHref={props.rowHref} className="block">
                {summary(row)}
              </RowLink>
            </li>
          ))}
        </ul>
      ) : null}
      <TableFrame label={label} className={cn(summary && "hidden md:block")}>
        <Table>
          <thead>
            <tr>
              {selection ? (
                <Th className="w-8">
                  <SelectAll {...props} selection={selection} />
                </Th>
              ) : null}
              {columns.map((column) => (
                <Th
                  key={column.key}
                  numeric={column.numeric}
                  className={cn(column.wideOnly && "max-md:hidden", column.className)}
                >
                  {column.header}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={(event) => moveByKey(event, body.current)} aria-busy={isLoading || undefined}>
            {isLoading && rows.length === 0
              ? SKELETON_ROWS.map((key) => (
                  <Tr key={key}>
                    {selection ? <Td /> : null}
                    {columns.map((column) => (
                      <Td key={column.key} className={cn(column.wideOnly && "max-md:hidden")}>
                        <Skeleton className={column.numeric ? "ml-auto w-16" : "w-3/4"} />
                      </Td>
                    ))}
                  </Tr>
                ))
              : rows.map((row) => <DataRow key={rowKey(row)} row={row} {...props} />)}
          </tbody>
        </Table>
      </TableFrame>
      <More {...props} />
    </div>
  );
}

function DataRow<Row>({ row, columns, rowKey, rowName, rowHref, selection }: DataTableProps<Row> & { row: Row }) {
  const t = useT();
  const key = rowKey(row);
  const isChosen = selection?.chosen.has(key) ?? false;
  return (
    <Tr selected={isChosen}>
      {selection ? (
        <Td>
          <input
            type="checkbox"
            className="block size-4 accent-brand"
            checked={isChosen}
            aria-label={t("common.selectRow", { name: rowName?.(row) ?? key })}
            onChange={() => selection.onChange(toggled(selection.chosen, key))}
          />
        </Td>
      ) : null}
      {columns.map((column, index) => (
        <Td
          key={column.key}
          numeric={column.numeric}
          className={cn(column.wideOnly && "max-md:hidden", column.className)}
        >
          {index === 0 ? (
            <RowLink row={row} rowHref={rowHref} className="font-semibold text-ink hover:underline">
              {column.cell(row)}
            </RowLink>
          ) : (
            column.cell(row)
          )}
        </Td>
      ))}
    </Tr>
  );
}

function RowLink<Row>({
  row,
  rowHref,
  className,
  children,
}: {
  row: Row;
  rowHref?: (row: Row) => string;
  className?: string;
  children: ReactNode;
}) {
  if (!rowHref) return children;
  return (
    <NextLink href={rowHref(row)} data-row-link className={className}>
      {children}
    </NextLink>
  );
}

function SelectAll<Row>({
  rows,
  rowKey,
  selection,
}: DataTableProps<Row> & { selection: NonNullable<DataTableProps<Row>["selection"]> }) {
  const t = useT();
  const areAll = rows.length > 0 && rows.every((row) => selection.chosen.has(rowKey(row)));
  return (
    <input
      type="checkbox"
      className="block size-4 accent-brand"
      checked={areAll}
      aria-label={t("common.selectAll")}
      onChange={() => selection.onChange(areAll ? new Set() : new Set(rows.map(rowKey)))}
    />
  );
}

function More<Row>({ rows, hasMore = false, isLoadingMore = false, onLoadMore }: DataTableProps<Row>) {
  const t = useT();
  if (!hasMore || !onLoadMore) return null;
  return (
    <div className="flex flex-col items-center gap-1">
      <Button onClick={onLoadMore} pending={isLoadingMore} pendingLabel={t("common.loading")}>
        {t("common.loadMore")}
      </Button>
      <p className="text-sm text-ink-3" aria-live="polite">
        {t("common.loaded", { count: rows.length })}
      </p>
    </div>
  );
}

function toggled(chosen: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** J and K walk the rows' links; Enter is the link's own. */
function moveByKey(event: KeyboardEvent, body: HTMLElement | null) {
  const step =
    event.code === "KeyJ" || event.key === "ArrowDown" ? 1 : event.code === "KeyK" || event.key === "ArrowUp" ? -1 : 0;
  if (!step || !body || event.ctrlKey || event.metaKey || isField(event.target)) return;
  const links = [...body.querySelectorAll<HTMLElement>("[data-row-link]")];
  const at = links.findIndex(
    (link) => link.contains(event.target as Node) || link.closest("tr")?.contains(event.target as Node),
  );
  links[at + step]?.focus();
  event.preventDefault();
}

function isField(target: EventTarget): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
