import { describe, expect, test } from "vitest";
import { hours, instant, plus } from "@/lib/time";
import { isWindowOpen, type MessageStatus, previewOf, strongerStatus, windowAfter } from "./domain";

const at = instant(1_795_000_000_000);

describe("[C40] a status only grows", () => {
  const order: MessageStatus[] = ["queued", "sending", "sent", "delivered", "read", "played"];
  test("every pair keeps the higher one, in either order", () => {
    for (const [i, low] of order.entries()) {
      for (const high of order.slice(i)) {
        expect(strongerStatus(low, high)).toBe(high);
        expect(strongerStatus(high, low)).toBe(high);
      }
    }
  });
  test("a failure shows only while nothing was delivered", () => {
    expect(strongerStatus("sent", "failed")).toBe("failed");
    expect(strongerStatus("delivered", "failed")).toBe("delivered");
    expect(strongerStatus("failed", "delivered")).toBe("delivered");
  });
  test("delivered may be skipped", () => expect(strongerStatus("sent", "read")).toBe("read"));
});

describe("[C43] the window", () => {
  test("lasts from the inbound, and we stop a little before the provider does", () => {
    const closes = windowAfter(at);
    expect(closes - at).toBe(hours(24));
    expect(isWindowOpen(closes, plus(closes, -5_001))).toBe(true);
    expect(isWindowOpen(closes, plus(closes, -5_000))).toBe(false);
    expect(isWindowOpen(null, at)).toBe(false);
  });
});

test("[C63] the preview says what a message without text is", () => {
  expect(previewOf("image", "")).toBe("Foto");
  expect(previewOf("image", "mi carro")).toBe("Foto: mi carro");
  expect(previewOf("text", "hola\n\n  tienen")).toBe("hola tienen");
});
