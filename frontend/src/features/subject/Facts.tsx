import type { ReactNode } from "react";

import type { SubjectDetail } from "../../api/subjects";
import type { Project } from "../../api/types";
import { Card } from "../../ui/Card";
import { SourceLink } from "../../ui/SourceLink";
import styles from "./Subject.module.css";

const SAMPLE_NAMES = [
  ["antibody", "Antibody"],
  ["gene", "Gene"],
  ["cell_line", "Cell line"],
  ["plate", "Plate"],
  ["well", "Well"],
] as const;

function inWords(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function factsOf(project: Project, subject: SubjectDetail): [string, ReactNode][] {
  const { width, height, pixel_size_um, sample, metadata, credit, licence, source } = subject;
  const facts: [string, ReactNode][] = [["Size", `${width} × ${height} pixels`]];
  if (pixel_size_um !== null) facts.push(["Pixel", `${Number(pixel_size_um.toPrecision(3))} µm`]);
  for (const [key, name] of SAMPLE_NAMES) {
    const value = sample?.[key] ?? "";
    if (value !== "") facts.push([name, value]);
  }
  for (const [key, value] of Object.entries(metadata)) facts.push([key, inWords(value)]);
  const origin: [string, string][] = [
    ["Credit", credit === "" ? project.credit : credit],
    ["Licence", licence === "" ? project.licence : licence],
  ];
  for (const [name, value] of origin) if (value !== "") facts.push([name, value]);
  if (source !== "") facts.push(["Source", <SourceLink key="source" source={source} />]);
  return facts;
}

/** Sample, metadata and origin of the image. */
export function Facts({ project, subject }: { project: Project; subject: SubjectDetail }) {
  return (
    <Card className={styles.card}>
      <h2>Image</h2>
      <dl className={styles.facts}>
        {factsOf(project, subject).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
