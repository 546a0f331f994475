import { request, ROOT } from "./client";

/** A ZIP of everything that is kept about the caller, account or guest. */
export const ownDataFile = `${ROOT}/me/data`;

/** Delete the account for good; `confirmation` is its e-mail address. */
export function deleteAccount(confirmation: string): Promise<undefined> {
  return request("/me", { method: "DELETE", body: { confirmation } });
}
