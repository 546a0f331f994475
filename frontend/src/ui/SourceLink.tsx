/** Where an image comes from: a link when it is a web address, plain words otherwise. */
export function SourceLink({ source }: { source: string }) {
  if (!/^https?:\/\//.test(source)) return <>{source}</>;
  return (
    <a href={source} rel="noreferrer noopener" target="_blank">
      {source.replace(/^https?:\/\//, "").replace(/\/$/, "")}
    </a>
  );
}
