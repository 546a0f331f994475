import { ApiError, csrfToken, errorFrom, ROOT } from "./client";

/** Post a form and hear how much of it is sent, which `fetch` cannot tell; throws `ApiError` as `request` does. */
export function upload<T>(
  path: string,
  form: FormData,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", ROOT + path);
    call.setRequestHeader("Accept", "application/json");
    call.setRequestHeader("X-CSRFToken", csrfToken());
    call.upload.onprogress = ({ lengthComputable, loaded, total }) => {
      if (lengthComputable) onProgress(loaded / total);
    };
    call.onload = () => {
      if (call.status >= 200 && call.status < 300) resolve(JSON.parse(call.responseText) as T);
      else reject(errorFrom(call.status, call.responseText, call.getResponseHeader("Retry-After")));
    };
    call.onerror = () => reject(new ApiError(0, "network", "The connection broke off. Nothing was imported."));
    call.onabort = () => reject(new ApiError(0, "cancelled", "The upload was stopped. Nothing was imported."));
    signal.addEventListener("abort", () => call.abort(), { once: true });
    call.send(form);
  });
}
