import { MessageCircle, Store, Users } from "lucide-react";
import type { ReactNode } from "react";
import { BranchSheet } from "@/components/settings/branch-sheet";
import { SessionList } from "@/components/settings/session-list";
import { EmptyState, Stack, Table, TableFrame, Td, Th, Tr } from "@/components/ui";
import { Person, Phone } from "@/components/values";
import { getLanguage, getT } from "@/lib/i18n/server";
import { type SystemRoleKey, systemRoles } from "@/lib/permissions";
import { getServerTrpc } from "@/server/http/trpc/server-client";

type SectionProps = { slug: string; permissions: readonly string[] };

function Section({ text, action, children }: { text: string; action?: ReactNode; children: ReactNode }) {
  return (
    <Stack>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="max-w-(--measure) text-ink-2">{text}</p>
        {action}
      </div>
      {children}
    </Stack>
  );
}

export async function Sessions({ slug }: SectionProps) {
  const t = await getT();
  const sessions = await (await getServerTrpc(slug)).access.sessions.query();
  return (
    <Section text={t("settings.sessionsText")}>
      <SessionList sessions={sessions} />
    </Section>
  );
}

export async function Branches({ slug, permissions }: SectionProps) {
  const t = await getT();
  const branches = await (await getServerTrpc(slug)).tenancy.branches.query();
  const mayManage = permissions.includes("branch:manage");
  return (
    <Section text={t("settings.branchesText")} action={mayManage ? <BranchSheet /> : undefined}>
      {branches.length === 0 ? (
        <EmptyState icon={Store} title={t("settings.noBranches")} hint={t("settings.noBranchesHint")} />
      ) : (
        <ul className="rounded-lg border border-line bg-surface">
          {branches.map((branch) => (
            <li
              key={branch.id}
              className="flex items-center justify-between gap-4 border-b border-line px-(--pad) py-2 last:border-b-0"
            >
              <div className="min-w-0">
                <p className="font-semibold">{branch.name}</p>
                <p className="flex flex-wrap gap-x-3 text-sm text-ink-2">
                  <span className="font-mono">{branch.code}</span>
                  {branch.address ? <span>{branch.address}</span> : null}
                  {branch.hours ? <span>{branch.hours}</span> : null}
                </p>
              </div>
              {mayManage ? <BranchSheet branch={branch} /> : null}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

export async function Team({ slug }: SectionProps) {
  const [t, language, api] = await Promise.all([getT(), getLanguage(), getServerTrpc(slug)]);
  const [members, branches] = await Promise.all([api.access.members.query(), api.tenancy.branches.query()]);
  const roleName = ({ key, name }: { key: string; name: string }) =>
    systemRoles[key as SystemRoleKey]?.name[language] ?? name;
  const branchNames = (ids: readonly string[]) =>
    branches
      .filter(({ id }) => ids.includes(id))
      .map(({ name }) => name)
      .join(", ");
  if (members.length === 0) {
    return <EmptyState icon={Users} title={t("settings.noTeam")} hint={t("settings.noTeamHint")} />;
  }
  return (
    <Section text={t("settings.teamText")}>
      <ul className="rounded-lg border border-line bg-surface">
        {members.map((member) => (
          <li
            key={member.id}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-b border-line px-(--pad) py-2 last:border-b-0 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.5fr)_10rem]"
          >
            <Person name={member.name} className="font-semibold" />
            <span className="max-md:text-end">{member.roles.map(roleName).join(", ")}</span>
            <span className="text-ink-2 max-md:text-sm">
              <span className="sr-only">{t("settings.branches")}: </span>
              {member.branchIds === null
                ? t("settings.everyBranch")
                : branchNames(member.branchIds) || t("settings.noBranch")}
            </span>
            <span className="text-end text-ink-2 max-md:text-sm">
              {member.phone ? <Phone value={member.phone} /> : null}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const answerer = { auto: "aiAuto", draft: "aiDraft", off: "aiOff" } as const;

export async function Numbers({ slug }: SectionProps) {
  const [t, api] = await Promise.all([getT(), getServerTrpc(slug)]);
  const [channels, branches] = await Promise.all([api.conversations.channels.query(), api.tenancy.branches.query()]);
  if (channels.length === 0) {
    return <EmptyState icon={MessageCircle} title={t("settings.noNumbers")} hint={t("settings.noNumbersHint")} />;
  }
  return (
    <Section text={t("settings.numbersText")}>
      <TableFrame label={t("settings.numbers")}>
        <Table>
          <thead>
            <tr>
              <Th>{t("common.name")}</Th>
              <Th>{t("settings.number")}</Th>
              <Th>{t("common.branch")}</Th>
              <Th>{t("settings.answers")}</Th>
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
              <Tr key={channel.id}>
                <Td className="font-semibold">{channel.name}</Td>
                <Td>
                  <Phone value={channel.displayNumber} />
                </Td>
                <Td>{branches.find(({ id }) => id === channel.branchId)?.name ?? "—"}</Td>
                <Td>{t(`settings.${answerer[channel.aiPolicy]}`)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </TableFrame>
    </Section>
  );
}
