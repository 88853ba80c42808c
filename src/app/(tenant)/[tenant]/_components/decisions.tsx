import { ArrowLeftRight, CircleCheck, FileText, MessageCircle } from "lucide-react";
import type { ReactNode } from "react";
import { DecisionCard, EvidenceList } from "@/components/acts";
import { ButtonLink, Card, EmptyState, Link } from "@/components/ui";
import {
  type CountryCode,
  formatMoney,
  formatQuantity,
  formatShortDate,
  formatTime,
  type TimeFrame,
} from "@/lib/format";
import type { Translate } from "@/lib/i18n/translate";
import { ApproveProposal } from "./approve-proposal";
import type { HomeData } from "./home-data";

const MOST = 5;
/** Alerts may not fill the list: whoever waits in the inbox waits now. */
const MOST_ALERTS = 3;

export type DecisionsProps = {
  t: Translate;
  data: HomeData;
  base: string;
  query: string;
  frame: TimeFrame;
  now: string;
};
export type DecisionList = { shown: readonly Decision[]; total: number };
type Decision = { key: string; card: (isFirst: boolean) => ReactNode };

/** What needs a person, longest wait first, with its action in place. */
export function listDecisions({ t, data, base, query, frame }: Omit<DecisionsProps, "now">): DecisionList {
  const { country } = frame;
  const action = (isFirst: boolean, href: string, label: string) => (
    <ButtonLink href={`${base}${href}${query}`} variant={isFirst ? "primary" : "secondary"}>
      {label}
    </ButtonLink>
  );
  const alerts: Decision[] = (data.alerts?.items ?? []).map((alert) => ({
    key: alert.id,
    card: (isFirst) => (
      <AlertDecision
        t={t}
        alert={alert}
        mayApprove={data.mayApprove}
        isFirst={isFirst}
        base={base}
        query={query}
        frame={frame}
      />
    ),
  }));
  const decisions: Decision[] = [];
  if (data.inbox && data.inbox.unassigned > 0) {
    const count = data.inbox.unassigned;
    decisions.push({
      key: "waiting",
      card: (isFirst) => (
        <DecisionCard
          tone="warning"
          icon={MessageCircle}
          kind={t("home.kindWaiting")}
          fact={t("home.factWaiting", { count })}
          actions={action(isFirst, "/inbox", t("home.openInbox"))}
        />
      ),
    });
  }
  if (data.inbox && data.inbox.unread > 0) {
    const count = data.inbox.unread;
    decisions.push({
      key: "unread",
      card: (isFirst) => (
        <DecisionCard
          tone="info"
          icon={MessageCircle}
          kind={t("home.kindUnread")}
          fact={t("home.factUnread", { count })}
          actions={action(isFirst, "/inbox", t("home.openInbox"))}
        />
      ),
    });
  }
  for (const transfer of data.transfers?.items ?? []) {
    const isRequest = transfer.status === "requested";
    const names = { number: transfer.number, from: transfer.from.name, to: transfer.to.name };
    decisions.push({
      key: transfer.transferId,
      card: (isFirst) => (
        <DecisionCard
          tone={isRequest ? "warning" : "info"}
          icon={ArrowLeftRight}
          kind={t(isRequest ? "home.kindApproval" : "home.kindArrival")}
          fact={isRequest ? t("home.factApproval", names) : t("home.factArrival", names)}
          proposal={<TransferLines t={t} transfer={transfer} country={country} />}
          actions={action(isFirst, "/inventory/transfers", t(isRequest ? "home.approve" : "home.receive"))}
        />
      ),
    });
  }
  const sent = data.pipeline?.find(({ status }) => status === "sent");
  if (sent && sent.count > 0) {
    decisions.push({
      key: "quotes",
      card: (isFirst) => (
        <DecisionCard
          tone="neutral"
          icon={FileText}
          kind={t("home.kindQuotes")}
          fact={t("home.factQuotes", { count: sent.count })}
          money={t("home.worth", { amount: formatMoney(sent.total, country) })}
          actions={action(isFirst, "/quotes", t("common.see"))}
        />
      ),
    });
  }
  const shown = [...alerts.slice(0, MOST_ALERTS), ...decisions, ...alerts.slice(MOST_ALERTS)].slice(0, MOST);
  // Only the first alerts were fetched; the count is of all of them.
  const total = Math.max(data.alertCounts?.open ?? 0, alerts.length) + decisions.length;
  return { shown, total };
}

export function Decisions({
  decisions: { shown, total },
  t,
  base,
  query,
  frame,
  now,
}: Omit<DecisionsProps, "data"> & { decisions: DecisionList }) {
  if (shown.length === 0) {
    return (
      <Card flush>
        <EmptyState
          icon={CircleCheck}
          title={t("home.allGood")}
          hint={t("home.lastReview", { time: formatTime(now, frame) })}
          className="py-8"
        />
      </Card>
    );
  }
  const rest = total - shown.length;
  return (
    <Card flush className="divide-y divide-line">
      {shown.map(({ key, card }, index) => (
        <div key={key}>{card(index === 0)}</div>
      ))}
      {rest > 0 ? (
        <p className="px-4 py-2">
          <Link href={`${base}/inventory/alerts${query}`}>{t("home.moreDecisions", { count: rest })}</Link>
        </p>
      ) : null}
    </Card>
  );
}

type AlertRow = NonNullable<HomeData["alerts"]>["items"][number];
type AlertProps = Pick<DecisionsProps, "t" | "base" | "query" | "frame"> & {
  alert: AlertRow;
  mayApprove: boolean;
  isFirst: boolean;
};

function AlertDecision({ t, alert, mayApprove, isFirst, base, query, frame }: AlertProps) {
  const { country } = frame;
  const { proposal } = alert;
  const canApprove = mayApprove && proposal?.status === "proposed";
  const evidence = [
    {
      key: "available",
      label: t("home.whyAvailable", { branch: alert.branchName }),
      value: formatQuantity(alert.available, country),
    },
    { key: "incoming", label: t("home.whyIncoming"), value: formatQuantity(alert.incoming, country) },
    { key: "sold", label: t("home.whySold"), value: formatQuantity(alert.soldPerDay, country) },
    ...(alert.runsOutOn
      ? [{ key: "runsOut", label: t("home.whyRunsOut"), value: formatShortDate(alert.runsOutOn, frame) }]
      : []),
  ];
  return (
    <DecisionCard
      tone={alert.severity === "critical" ? "danger" : "warning"}
      kind={t(alert.severity === "critical" ? "home.kindCritical" : "home.kindWarning")}
      fact={alert.name}
      proposal={[alert.sentence, proposal?.sentence].filter(Boolean).join(" ")}
      // The sentence of a proposal already says what it saves.
      money={proposal ? undefined : t("home.atStake", { amount: formatMoney(alert.risk, country) })}
      why={<EvidenceList items={evidence} className="max-w-md" />}
      whyLabel={t("home.whyNumbers")}
      actions={
        <>
          {canApprove && proposal ? <ApproveProposal proposalId={proposal.id} isFirst={isFirst} /> : null}
          <ButtonLink
            href={`${base}/inventory/alerts${query}`}
            variant={canApprove ? "ghost" : isFirst ? "primary" : "secondary"}
          >
            {t(canApprove ? "common.see" : "home.seeAlert")}
          </ButtonLink>
        </>
      }
    />
  );
}

type TransferRow = NonNullable<HomeData["transfers"]>["items"][number];

function TransferLines({ t, transfer, country }: { t: Translate; transfer: TransferRow; country: CountryCode }) {
  const [first, ...others] = transfer.lines;
  if (!first) return null;
  return (
    <>
      {t("home.lineOf", { quantity: formatQuantity(first.requested, country), name: first.name })}
      {others.length > 0 ? ` ${t("home.andMoreLines", { count: others.length })}` : null}
    </>
  );
}
