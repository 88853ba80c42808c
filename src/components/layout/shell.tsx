import { type ReactNode, Suspense } from "react";
import type { Theme } from "@/lib/theme/theme";
import { AccountMenu } from "./account-menu";
import { type Branch, BranchSwitcher } from "./branch-switcher";
import { CountsProvider } from "./counts";
import { GoKeys } from "./go-keys";
import type { Counts } from "./navigation";
import { OfflineBar } from "./offline-bar";
import { BottomBar, Rail } from "./rail";

export type ShellProps = {
  tenant: { slug: string; name: string };
  member: { name: string; email?: string };
  otherTenants?: readonly { slug: string; name: string }[];
  branches: readonly Branch[];
  /** Whether «Todas las sucursales» is theirs to see. */
  mayAllBranches: boolean;
  permissions: readonly string[];
  counts: Counts;
  theme: Theme;
  isRailOpen: boolean;
  skipLabel: string;
  children: ReactNode;
};

/** Rail, top bar and content. A page that fills the height marks its root with `data-bleed` and gets no padding. */
export function Shell(props: ShellProps) {
  const { tenant, member, branches, permissions } = props;
  const base = `/${tenant.slug}`;
  const places = { base, permissions };
  return (
    <CountsProvider
      initial={props.counts}
      hasInbox={permissions.includes("conversation:read")}
      hasAlerts={permissions.includes("alert:read")}
    >
      <div className="flex min-h-dvh flex-col md:flex-row">
        <a href="#contenido" className="skip-link">
          {props.skipLabel}
        </a>
        <Suspense fallback={<div className="hidden w-(--rail) md:block" />}>
          <Rail {...places} isOpen={props.isRailOpen} />
        </Suspense>
        <div className="flex min-w-0 flex-1 flex-col">
          <OfflineBar />
          <header className="sticky top-0 z-(--z-bar) flex h-13 items-center justify-between gap-2 border-b border-line bg-surface px-2 sm:px-4">
            <div className="flex min-w-0 items-center gap-1">
              <span className="truncate font-heading text-xl font-semibold">{tenant.name}</span>
              {branches.length === 1 ? (
                <span aria-hidden className="px-1 text-ink-3">
                  ·
                </span>
              ) : null}
              <Suspense>
                <BranchSwitcher branches={branches} mayAll={props.mayAllBranches} />
              </Suspense>
            </div>
            <AccountMenu
              name={member.name}
              email={member.email}
              theme={props.theme}
              otherTenants={props.otherTenants ?? []}
            />
          </header>
          <main
            id="contenido"
            tabIndex={-1}
            className="mx-auto w-full max-w-(--page) flex-1 p-4 pb-24 outline-none has-[[data-bleed]]:max-w-none has-[[data-bleed]]:p-0 has-[[data-bleed]]:pb-14 md:pb-6 md:has-[[data-bleed]]:pb-0 lg:p-6"
          >
            {props.children}
          </main>
        </div>
        <Suspense>
          <BottomBar {...places} />
        </Suspense>
        <GoKeys base={base} permissions={permissions} />
      </div>
    </CountsProvider>
  );
}
