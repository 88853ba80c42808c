import { describe, expect, test } from "vitest";
import { instant } from "@/lib/time";
import { decisionOf, latestBurst, purchaseLevel, settleMs, shouldAnswer } from "./domain";

describe("[C81] how long to wait for the rest of a sentence", () => {
  const say = (body: string, kind = "text") => settleMs({ kind, body, hasChoice: false });
  test.each(["tienen pastillas para corolla 2015?", "a cómo sale el filtro", "sí"])("«%s» is complete", (body) => {
    expect(say(body)).toBe(250);
  });
  test.each(["hola", "buenas tardes!", "quiero el filtro de", "necesito pastillas y", "es para un aveo,"])(
    "«%s» looks unfinished",
    (body) => expect(say(body)).toBe(800),
  );
  test("a photo without words waits for them; a tapped button waits for nothing", () => {
    expect(say("", "image")).toBe(800);
    expect(settleMs({ kind: "interactive", body: "Sí", hasChoice: true })).toBe(0);
  });
});

describe("[C81] whether to answer", () => {
  const state = { status: "open", mode: "bot", newestUnanswered: 5n };
  test("the newest message decides; an older one is superseded", () => {
    expect(shouldAnswer(state, 5n)).toBe(true);
    expect(shouldAnswer(state, 4n)).toBe(false);
  });
  test.each([
    [{ ...state, mode: "human" }],
    [{ ...state, mode: "queued" }],
    [{ ...state, mode: "muted" }],
    [{ ...state, status: "closed" }],
    [{ ...state, newestUnanswered: null }],
  ])("silence in %o", (given) => expect(shouldAnswer(given, 5n)).toBe(false));
});

test("[C94 C150] only buttons of ours decide something", () => {
  const id = "01h455vb4pex5vsknk084sn02q";
  expect(decisionOf(`approve:${id}`)).toEqual({ verdict: "approve", proposalId: id });
  expect(decisionOf(`reject:${id}`)).toEqual({ verdict: "reject", proposalId: id });
  for (const other of [null, "approve:", `approve:${id}x`, `delete:${id}`, `approve:${id.toUpperCase()}`]) {
    expect(decisionOf(other)).toBeNull();
  }
});

test("[C89] purchase intent grows with what is asked", () => {
  expect(purchaseLevel([])).toBeNull();
  expect(purchaseLevel(["greeting"])).toBe("low");
  expect(purchaseLevel(["product_price", "greeting"])).toBe("medium");
  expect(purchaseLevel(["quote_request"])).toBe("high");
});

test("[C74] a turn answers what was said in one go, not what another visit left open", () => {
  const at = (minute: number) => ({ sentAt: instant(minute * 60_000) });
  expect(latestBurst([at(0), at(55), at(60)])).toEqual([at(55), at(60)]);
  expect(latestBurst([])).toEqual([]);
});
