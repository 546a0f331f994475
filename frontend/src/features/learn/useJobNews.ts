import { useEffect, useEffectEvent, useState } from "react";

import { jobStream } from "../../api/jobs";
import type { JobNews } from "../../api/jobs";

/** How the page hears of changes: by the stream, or by asking again and again where there is none. */
export type Connection = "connecting" | "live" | "polling";

/** A stream ends every minute and the browser comes again in a second: nobody needs to notice. */
const PATIENCE_MS = 5_000;
/** After the server had no place for another viewer. */
const AGAIN_MS = 20_000;

/** Listens to a project's jobs while the page is to be seen; a hidden one would keep its connection from others. */
export function useJobNews(slug: string, onNews: (news: JobNews) => void): Connection {
  const [connection, setConnection] = useState<Connection>("connecting");
  const tell = useEffectEvent(onNews);
  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const close = () => {
      source?.close();
      clearTimeout(timer);
      source = timer = undefined;
    };
    const open = () => {
      close();
      const stream = new EventSource(jobStream(slug));
      stream.onmessage = ({ data }: MessageEvent<string>) => {
        clearTimeout(timer);
        timer = undefined;
        setConnection("live");
        tell(JSON.parse(data) as JobNews);
      };
      stream.onerror = () => {
        if (stream.readyState === EventSource.CLOSED) {
          setConnection("polling");
          clearTimeout(timer);
          timer = setTimeout(open, AGAIN_MS);
        } else timer ??= setTimeout(() => setConnection("polling"), PATIENCE_MS);
      };
      source = stream;
    };
    const look = () => (document.hidden ? close() : open());
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      close();
    };
  }, [slug]);
  return connection;
}
