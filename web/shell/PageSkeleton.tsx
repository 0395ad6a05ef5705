import { Skeleton, SkeletonRows } from "~/kit";
import css from "./PageSkeleton.module.css";

/** The shape of a page whose code is on its way. */
export function PageSkeleton() {
  return (
    <div className={css.page} aria-busy>
      <Skeleton width="14rem" height="1.9rem" />
      <SkeletonRows rows={7} />
    </div>
  );
}
