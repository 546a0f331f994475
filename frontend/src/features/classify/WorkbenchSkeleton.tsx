import { Skeleton } from "../../ui/Skeleton";
import styles from "./Workbench.module.css";

/** The page's places, empty, at their final sizes. */
export function WorkbenchSkeleton() {
  return (
    <div className={styles.bench} aria-busy="true">
      <div className={styles.stage} />
      <div className={styles.panel}>
        <div className={styles.head}>
          <Skeleton width="60%" height="24px" />
        </div>
        <div className={styles.list} />
        <div className={styles.info} />
        <div className={styles.actions} />
      </div>
    </div>
  );
}
