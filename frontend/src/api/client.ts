import { errorMessage } from "../i18n/errors";

/** An error answer of the server; `code` is stable and meant for programs, `message` for people. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
    /** Seconds that the server asks us to wait, if it does. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** True where the same request may succeed later: no network, overload, server trouble. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

type Query = Record<string, string | number | boolean | null | undefined>;

interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  query?: Query;
  /** Sent as JSON, or as it is when it is FormData. */
  body?: unknown;
  signal?: AbortSignal;
  /** Let the request outlive the page. */
  keepalive?: boolean;
}

export const ROOT = "/api/v1";

/** What a changing request must send as X-CSRFToken. */
export function csrfToken(): string {
  return /(?:^|;\s*)csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

function address(path: string, query: Query | undefined): string {
  const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const search = new URLSearchParams(entries.map(([key, value]) => [key, String(value)])).toString();
  return search === "" ? ROOT + path : `${ROOT}${path}?${search}`;
}

/** The error that an answer's text tells of; a bare one when the text is not the API's. */
export function errorFrom(status: number, text: string, retryAfter: string | null): ApiError {
  const seconds = Number.parseFloat(retryAfter ?? "");
  const wait = Number.isFinite(seconds) ? seconds : null;
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; details?: Record<string, unknown> } };
    return new ApiError(status, error.code, errorMessage(error.code, error.message), error.details ?? {}, wait);
  } catch {
    return new ApiError(status, `http_${status}`, `The server answered ${status}.`, {}, wait);
  }
}

/** Ask the API; throws `ApiError` (status 0, code `network` when the server cannot be reached). */
export async function request<T>(path: string, { method = "GET", query, body, signal, keepalive }: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (body !== undefined && !(body instanceof FormData)) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(address(path, query), {
      method,
      headers,
      signal,
      keepalive,
      credentials: "same-origin",
      body: body === undefined ? undefined : body instanceof FormData ? body : JSON.stringify(body),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new ApiError(0, "network", errorMessage("network", ""));
  }
  if (!response.ok) throw errorFrom(response.status, await response.text(), response.headers.get("Retry-After"));
  return (response.status === 204 ? undefined : await response.json()) as T;
}
