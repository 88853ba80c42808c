import { describe, expect, test } from "vitest";
import { clientAddress } from "./address";

const from = (socket: string, forwarded?: string) =>
  new Headers({ "x-socket-address": socket, ...(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }) });

describe("[T69] whose address a request is counted under", () => {
  test("without proxies of ours nobody is believed but the socket", () => {
    expect(clientAddress(from("203.0.113.9", "1.1.1.1"), 0)).toBe("203.0.113.9");
    expect(clientAddress(new Headers(), 0)).toBe("unknown");
  });

  test("with n proxies of ours it is the n-th from the right, whatever the caller put before", () => {
    const real = "203.0.113.9";
    for (const spoofed of ["", "1.1.1.1, ", "1.1.1.1,2.2.2.2,3.3.3.3, ", ", ,", `${real}, `]) {
      expect(clientAddress(from("10.0.0.1", `${spoofed}${real}`), 1)).toBe(real);
      expect(clientAddress(from("10.0.0.1", `${spoofed}${real}, 10.0.0.2`), 2)).toBe(real);
    }
  });

  test("fewer hops than our proxies write means the request did not come through them", () => {
    expect(clientAddress(from("10.0.0.1"), 1)).toBe("10.0.0.1");
    expect(clientAddress(from("10.0.0.1", "203.0.113.9"), 2)).toBe("10.0.0.1");
  });
});
